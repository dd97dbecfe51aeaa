// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Room
import SchedulingService

@main
struct Main {
    static func main() async {
        await RoomCommand<SchedulingService>.main()
    }
}
