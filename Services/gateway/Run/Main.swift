// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import GatewayService

@main
struct Main {
    static func main() async {
        await GatewayCommand.main()
    }
}
