// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import NotificationsService
import Room

@main
struct Main {
    static func main() async {
        await RoomCommand<NotificationsService>.main()
    }
}
