import Glibc

/// A client's connection and the one to the server that belongs to it. Used by the proxy's thread alone.
final class ProxyConnection {
    private enum Stage {
        case forwarding
        /// The client has sent what is to be cut: the server's next bytes are the reply that gets lost.
        case losingReply
        /// The client has got the last bytes it is to get.
        case closing
        /// The client is gone; the server still gets what was sent, and its answers lead nowhere.
        case abandoned
    }

    private(set) var client: Int32
    private(set) var server: Int32
    private var isConnecting = true
    private var stage = Stage.forwarding
    private var toServer = ProxyFlow()
    private var toClient = ProxyFlow()
    /// Whether bytes are missing, so that the connection cannot go on.
    private var isSpoiled = false

    var isClosed: Bool { self.client < 0 && self.server < 0 }

    /// - Parameter server: nil where the client is to be swallowed from the start.
    init(client: Int32, server: Int32?) {
        self.client = client
        self.server = server ?? -1
        self.isSpoiled = server == nil
        LoopbackSocket.hurry(client)
        if let server { LoopbackSocket.hurry(server) }
    }

    /// Breaks both sides off.
    func reset() {
        for descriptor in [self.client, self.server] where descriptor >= 0 { LoopbackSocket.reset(descriptor) }
        (self.client, self.server) = (-1, -1)
    }

    private func close() {
        for descriptor in [self.client, self.server] where descriptor >= 0 { _ = Glibc.close(descriptor) }
        (self.client, self.server) = (-1, -1)
    }

    /// Resets the connection if it has lost bytes.
    func endSwallowing() {
        if self.isSpoiled { self.reset() }
    }

    /// When bytes are due that are not due yet.
    func nextDue(after now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        [self.toClient.due, self.toServer.due].compactMap(\.self).filter { $0 > now }.min()
    }

    /// What poll() is to look for on the client's and on the server's socket.
    func interest(_ mode: TCPProxy.Mode, now: ContinuousClock.Instant) -> (client: Int16, server: Int16) {
        switch mode {
        case .stall, .down: return (0, 0)
        case .blackhole: return (Int16(POLLIN), self.isConnecting ? 0 : Int16(POLLIN))
        case .pass: break
        }
        if self.isConnecting { return (0, Int16(POLLOUT)) }
        func events(_ read: ProxyFlow, _ write: ProxyFlow) -> Int16 {
            let isWriting = write.due.map { $0 <= now } ?? false
            return Int16(read.hasRoom ? POLLIN : 0) | Int16(isWriting ? POLLOUT : 0)
        }
        return (events(self.toServer, self.toClient), events(self.toClient, self.toServer))
    }

    /// Reads and throws away; for `blackhole`.
    func swallow(clientIsReady: Bool, serverIsReady: Bool) {
        if clientIsReady { self.client = self.swallowed(self.client) }
        if serverIsReady { self.server = self.swallowed(self.server) }
    }

    private func swallowed(_ descriptor: Int32) -> Int32 {
        self.isSpoiled = true
        switch Self.read(descriptor) {
        case .bytes, .nothing: return descriptor
        case .end, .failure:
            _ = Glibc.close(descriptor)
            return -1
        }
    }

    /// Moves bytes in both directions; for `pass`.
    func forward(clientIsReady: Bool, serverIsReady: Bool, settings: ProxySettings, control: ProxyControl) {
        if self.isConnecting {
            guard serverIsReady else { return }
            guard LoopbackSocket.pendingError(of: self.server) == 0 else { return self.reset() }
            self.isConnecting = false
        }
        if clientIsReady, self.toServer.hasRoom { self.readClient(settings, control) }
        if self.server >= 0, serverIsReady, self.toClient.hasRoom { self.readServer(settings, control) }
        self.write(.now)
    }

    private func readClient(_ settings: ProxySettings, _ control: ProxyControl) {
        switch Self.read(self.client) {
        case .nothing: break
        case .failure: self.reset()
        case .end: self.toServer.isEnded = true
        case .bytes(let bytes):
            if let cut = settings.cut, cut.moment != .response, self.stage == .forwarding,
                self.toServer.endOfMatch(of: cut.pattern, in: bytes) != nil, control.takeCut()
            {
                guard cut.moment == .reply else {
                    control.countCut()
                    return self.reset()
                }
                self.stage = .losingReply
            }
            self.toServer.append(bytes, due: .now + settings.latencyToServer)
        }
    }

    private func readServer(_ settings: ProxySettings, _ control: ProxyControl) {
        switch Self.read(self.server) {
        case .nothing: break
        case .failure: self.reset()
        case .end where self.stage == .abandoned: self.close()
        case .end where self.stage == .losingReply:
            self.loseReply(settings, control)
            self.close()
        case .end: self.toClient.isEnded = true
        case .bytes(let bytes):
            switch self.stage {
            case .abandoned, .closing: break
            case .losingReply: self.loseReply(settings, control)
            case .forwarding:
                var bytes = bytes
                if let cut = settings.cut, cut.moment == .response,
                    let end = self.toClient.endOfMatch(of: cut.pattern, in: bytes), control.takeCut()
                {
                    control.countCut()
                    self.stage = .closing
                    bytes = bytes.prefix(end)
                }
                self.toClient.append(bytes, due: .now + settings.latencyToClient)
            }
        }
    }

    /// The reply has come: the client is not to hear of it, and the server is to get all that belongs to it.
    private func loseReply(_ settings: ProxySettings, _ control: ProxyControl) {
        while case .bytes(let bytes) = Self.read(self.client) {
            self.toServer.append(bytes, due: .now + settings.latencyToServer)
        }
        self.toClient.discard()
        self.toServer.isEnded = true
        _ = Glibc.close(self.client)
        self.client = -1
        self.stage = .abandoned
        control.countCut()
    }

    private func write(_ now: ContinuousClock.Instant) {
        if self.server >= 0, !self.toServer.write(to: self.server, now: now) { return self.reset() }
        if self.client >= 0, !self.toClient.write(to: self.client, now: now) { return self.reset() }
        let isOver = self.toServer.isEndTold && self.toClient.isEndTold
        if isOver || (self.stage == .closing && self.toClient.isEmpty) { self.close() }
    }

    private enum Reading {
        case bytes(ArraySlice<UInt8>)
        case nothing, end, failure
    }

    private static func read(_ descriptor: Int32) -> Reading {
        var received = 0
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
            received = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            failure = errno
            count = max(0, received)
        }
        if received > 0 { return .bytes(bytes[...]) }
        if received == 0 { return .end }
        return failure == EAGAIN || failure == EINTR ? .nothing : .failure
    }
}
