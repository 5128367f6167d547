import Synchronization

/// Counts the open connections, all and by address.
final class ConnectionRegister: Sendable {
    /// A connection that is counted until it leaves.
    struct Place: Sendable {
        /// The address it is counted for.
        fileprivate let site: IPAddress?
    }

    private struct State {
        var open = 0
        var openBySite: [IPAddress: Int] = [:]
        var turnedAway = 0
        /// Connections that were turned away and still read why.
        var leaving = 0
    }

    private let maximum: Int
    private let maximumPerSite: Int
    private let trusted: [AddressRange]
    private let state = Mutex(State())

    /// Connections that may read at the same time why they were turned away; more are just closed.
    private static let maximumLeaving = 256

    init(_ settings: ConnectionSettings) {
        self.maximum = settings.maximumConnections
        self.maximumPerSite = settings.maximumConnectionsPerAddress
        self.trusted = settings.trustedProxies
    }

    func admit(_ address: IPAddress?) -> Result<Place, Refusal.Reason> {
        let site = address.flatMap { address in
            self.trusted.contains { $0.contains(address) } ? nil : address.site
        }
        return self.state.withLock { state in
            guard state.open < self.maximum else {
                state.turnedAway += 1
                return .failure(.tooManyConnections)
            }
            if let site {
                guard state.openBySite[site, default: 0] < self.maximumPerSite else {
                    state.turnedAway += 1
                    return .failure(.tooManyConnectionsFromAddress)
                }
                state.openBySite[site, default: 0] += 1
            }
            state.open += 1
            return .success(Place(site: site))
        }
    }

    func leave(_ place: Place) {
        self.state.withLock { state in
            state.open -= 1
            guard let site = place.site, let count = state.openBySite[site] else { return }
            state.openBySite[site] = count > 1 ? count - 1 : nil
        }
    }

    /// - Returns: whether there is room to answer one more that was turned away; then ``endLeaving()`` has to follow.
    func beginLeaving() -> Bool {
        self.state.withLock { state in
            guard state.leaving < Self.maximumLeaving else { return false }
            state.leaving += 1
            return true
        }
    }

    func endLeaving() {
        self.state.withLock { $0.leaving -= 1 }
    }

    var counts: (open: Int, turnedAway: Int) {
        self.state.withLock { ($0.open, $0.turnedAway) }
    }
}
