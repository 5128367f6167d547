import Dispatch
import Glibc

/// The thread of a proxy: one poll() over its listener and all its connections.
final class ProxyLoop {
    private let port: Int
    private let target: Int
    private let control: ProxyControl
    /// -1 while connecting is to be refused.
    private var listener: Int32
    private var connections: [ProxyConnection] = []
    private var mode = TCPProxy.Mode.pass
    private var resets = 0

    init(port: Int, target: Int, listener: Int32, control: ProxyControl) {
        self.port = port
        self.target = target
        self.listener = listener
        self.control = control
    }

    /// Runs until the owner says stop; blocks the calling thread.
    func run() {
        while true {
            let (settings, waiters) = self.control.take()
            self.enter(settings)
            for waiter in waiters { waiter.signal() }
            guard !settings.isStopped else { return }
            self.step(settings)
        }
    }

    private func enter(_ settings: ProxySettings) {
        if self.mode == .blackhole, settings.mode != .blackhole {
            for connection in self.connections { connection.endSwallowing() }
        }
        if settings.mode == .down || settings.isStopped || settings.resets != self.resets {
            for connection in self.connections { connection.reset() }
        }
        self.connections.removeAll(where: \.isClosed)
        self.resets = settings.resets
        self.mode = settings.mode
        if settings.mode == .down || settings.isStopped {
            if self.listener >= 0 { close(self.listener) }
            self.listener = -1
        } else if self.listener < 0 {
            // The port is not in the range of outgoing connections, so nobody can have taken it.
            self.listener = (try? LoopbackSocket.listening(on: self.port)) ?? -1
        }
    }

    private func step(_ settings: ProxySettings) {
        let now = ContinuousClock.now
        // poll() passes over descriptors below zero. An uninteresting socket must be one of those, because a
        // hang-up is reported even to who asks for nothing.
        var polled = [
            pollfd(fd: self.control.wake, events: Int16(POLLIN), revents: 0),
            pollfd(fd: self.listener, events: Int16(POLLIN), revents: 0),
        ]
        for connection in self.connections {
            let events = connection.interest(self.mode, now: now)
            polled.append(
                pollfd(fd: events.client == 0 ? -1 : connection.client, events: events.client, revents: 0)
            )
            polled.append(
                pollfd(fd: events.server == 0 ? -1 : connection.server, events: events.server, revents: 0)
            )
        }
        guard poll(&polled, nfds_t(polled.count), self.timeout(now)) >= 0 else { return }
        for (index, connection) in self.connections.enumerated() {
            let clientIsReady = polled[2 + 2 * index].revents != 0
            let serverIsReady = polled[3 + 2 * index].revents != 0
            switch self.mode {
            case .stall, .down: break
            case .blackhole: connection.swallow(clientIsReady: clientIsReady, serverIsReady: serverIsReady)
            case .pass:
                connection.forward(
                    clientIsReady: clientIsReady,
                    serverIsReady: serverIsReady,
                    settings: settings,
                    control: self.control
                )
            }
        }
        self.connections.removeAll(where: \.isClosed)
        if polled[1].revents != 0 { self.accept() }
    }

    /// Milliseconds until bytes are due; -1 for no limit.
    private func timeout(_ now: ContinuousClock.Instant) -> Int32 {
        guard self.mode == .pass, let due = self.connections.compactMap({ $0.nextDue(after: now) }).min() else {
            return -1
        }
        return Int32(((due - now).inSeconds * 1000).rounded(.up))
    }

    private func accept() {
        let client = Glibc.accept(self.listener, nil, nil)
        guard client >= 0 else { return }
        LoopbackSocket.neverBlock(client)
        self.control.countConnection()
        if self.mode == .blackhole {
            self.connections.append(ProxyConnection(client: client, server: nil))
        } else if let server = try? LoopbackSocket.connecting(to: self.target) {
            self.connections.append(ProxyConnection(client: client, server: server))
        } else {
            LoopbackSocket.reset(client)
        }
    }
}
