@preconcurrency import Dispatch
import Glibc
public import JobsApplication
import Synchronization

/// Carries tickets and hints between the processes that share one database file, over Unix datagram sockets in
/// a folder beside it. Lossy by design: a full or vanished receiver is passed over.
public final class ProcessBus: Sendable {
    private struct State {
        var peers: [String] = []
        var listedAt: ContinuousClock.Instant?
    }

    /// How long the list of the other processes is good for; a new process announces itself besides.
    private static let listingInterval = Duration.seconds(1)
    /// Larger than any message that is sent; the kernel's default limit for datagrams is above it.
    private static let largestMessage = 64 << 10

    let tickets = TicketBuffer()
    let signals = SignalBroadcast()

    private let folder: DescriptorFolder
    private let name: String
    private let socket: Int32
    private let source: any DispatchSourceRead
    private let state = Mutex(State())

    /// Joins the bus of a database.
    ///
    /// - Parameter path: the database file.
    /// - Throws: ``JobStoreError`` with code `unusable` if the folder or the socket cannot be made.
    public init(databasePath path: String) throws(JobStoreError) {
        let folder: DescriptorFolder
        do { folder = try DescriptorFolder(path: path + "-signals") } catch {
            throw JobStoreError(.unusable, error.description)
        }
        self.folder = folder
        self.name = "\(getpid())-\(UInt32.random(in: .min ... .max)).sock"
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let socket = Glibc.socket(AF_UNIX, kind, 0)
        self.socket = socket
        guard socket >= 0, folder.withAddress(of: self.name, { bind(socket, $0, $1) }) == 0 else {
            throw JobStoreError(.unusable, "\(path)-signals: \(String(cString: strerror(errno)))")
        }
        self.source = DispatchSource.makeReadSource(
            fileDescriptor: socket,
            queue: DispatchQueue(label: "avo.sqlite.signals", qos: .userInitiated)
        )
        self.source.setEventHandler { [weak self] in self?.receive() }
        self.source.setCancelHandler { close(socket) }
        self.source.resume()
        self.sendToPeers([ProcessMessage.hello])
    }

    deinit {
        self.folder.remove(self.name)
        self.source.cancel()
    }

    func send(_ tickets: [JobTicket]) {
        self.tickets.add(tickets)
        // A wake-up needs no more than a few tickets: whoever wakes claims until there is nothing left.
        self.sendToPeers(ProcessMessage.encode(tickets: tickets.prefix(100), limit: Self.largestMessage))
    }

    func send(_ signals: [JobSignal]) {
        self.signals.send(signals)
        self.sendToPeers(ProcessMessage.encode(signals: signals, limit: Self.largestMessage))
    }

    // MARK: - Sending

    private var currentPeers: [String] {
        self.state.withLock { state in
            let now = ContinuousClock.now
            if state.listedAt.map({ now - $0 > Self.listingInterval }) ?? true {
                state.listedAt = now
                state.peers = self.folder.names.filter { $0.hasSuffix(".sock") && $0 != self.name }
            }
            return state.peers
        }
    }

    private func sendToPeers(_ messages: @autoclosure () -> [[UInt8]]) {
        let peers = self.currentPeers
        guard !peers.isEmpty else { return }
        for message in messages() { for peer in peers { self.send(message, to: peer) } }
    }

    private func send(_ bytes: [UInt8], to peer: String) {
        let result = self.folder.withAddress(of: peer) { address, length in
            sendto(self.socket, bytes, bytes.count, Int32(MSG_DONTWAIT), address, length)
        }
        // The process behind the socket is gone without cleaning up.
        if result < 0, errno == ECONNREFUSED { self.folder.remove(peer) }
    }

    // MARK: - Receiving

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: Self.largestMessage)
        while true {
            let count = recv(self.socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return }
            guard let message = ProcessMessage(Array(buffer[0..<count])) else { continue }
            if message.isHello { self.state.withLock { $0.listedAt = nil } }
            if !message.tickets.isEmpty { self.tickets.add(message.tickets) }
            if !message.signals.isEmpty { self.signals.send(message.signals) }
        }
    }
}
