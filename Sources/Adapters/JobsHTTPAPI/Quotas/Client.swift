import HTTPConnections
import HTTPTypes

/// Who a request comes from, as far as the network tells.
struct Client: Sendable {
    /// In its canonical spelling; `unix` where the request came over a Unix socket.
    let address: String

    /// - Parameters:
    ///   - headers: of the request; what proxies noted there counts where they are trusted.
    ///   - trusted: whose word counts.
    init(_ headers: HTTPFields, trusted: [AddressRange]) {
        let peer = HTTPConnection.current?.peer ?? "unknown"
        self.address = trusted.isEmpty ? peer : ClientAddress.resolve(peer: peer, headers: headers, trusted: trusted)
    }

    /// What quotas count by.
    var site: ClientSite { ClientSite(address: self.address) }
}

/// What one customer of a network usually has: an IPv4 address, or a /64 of IPv6, whose other addresses cost nothing.
struct ClientSite: Sendable, Hashable {
    private let range: AddressRange?
    /// Where the address is none of IP.
    private let name: String

    init(address: String) {
        self.range = IPAddress(address).flatMap { AddressRange($0.isVersion4 ? address : "\(address)/64") }
        self.name = self.range == nil ? address : ""
    }
}
