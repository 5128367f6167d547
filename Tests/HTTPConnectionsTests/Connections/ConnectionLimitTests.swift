import TestServices
import Testing

@testable import HTTPConnections

@Suite struct ConnectionLimitTests {
    @Test func connectionsOfOneAddressAreCounted() async throws {
        try await TestServer.run({ $0.maximumConnectionsPerAddress = 2 }) { server in
            let first = try await server.connect()
            let second = try await server.connect()
            try await waitUntil("both are counted") { server.connections.statistics.open == 2 }
            let third = try await server.connect()
            #expect(try await third.responsesToEnd().map(\.status) == [429])
            #expect(server.connections.statistics.open == 2)
            first.close()
            second.close()
            try await waitUntil("both are gone") { server.connections.statistics.open == 0 }
            #expect(try await server.isServing())
        }
    }

    @Test func connectionsOfAProxyAreNot() async throws {
        try await TestServer.run({
            $0.maximumConnectionsPerAddress = 1
            $0.trustedProxies = [AddressRange("127.0.0.0/8")].compactMap { $0 }
        }) { server in
            let first = try await server.connect()
            try await waitUntil("it is counted") { server.connections.statistics.open == 1 }
            #expect(try await server.isServing())
            first.close()
        }
    }

    /// One customer has a whole /64 of IPv6.
    @Test func addressesOfOneSiteAreOne() throws {
        var settings = ConnectionSettings()
        settings.maximumConnectionsPerAddress = 1
        let register = ConnectionRegister(settings)
        let place = try register.admit(IPAddress("2001:db8::1")).get()
        #expect(throws: Refusal.Reason.tooManyConnectionsFromAddress) {
            try register.admit(IPAddress("2001:db8::2")).get()
        }
        _ = try register.admit(IPAddress("2001:db8:0:1::1")).get()
        register.leave(place)
        _ = try register.admit(IPAddress("2001:db8::2")).get()
    }

    /// Any mixture of ends: answered, refused, broken off, half-closed.
    @Test func everyConnectionIsCountedExactlyOnce() async throws {
        try await TestServer.run { server in
            for round in 0..<40 {
                let client = try await server.connect()
                switch round % 4 {
                case 0: #expect(try await server.isServing())
                case 1: try await client.send("rubbish\r\n\r\n")
                case 2: try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")
                default: try await client.closeOutput()
                }
                if round % 4 != 3 { client.close() }
            }
            try await waitUntil("all are gone") { server.connections.statistics.open == 0 }
            #expect(server.connections.statistics.bodyBytesInMemory == 0)
        }
    }
}
