import Foundation
import Synchronization

/// A server that says what a test wants, right or wrong, to whoever speaks to it.
final class FakeRedis: Sendable {
    enum Answer: Sendable {
        /// Bytes, as they are.
        case bytes(String)
        /// One byte after the other, each after a pause.
        case slowBytes(String, pause: Duration)
        case nothing
        /// Bytes, and then the connection ends.
        case last(String)

        static let ok = Answer.bytes("+OK\r\n")
    }

    /// What a client sent: the how manieth connection, from 1, and the words of the command.
    struct Request: Sendable, Equatable {
        let connection: Int
        let words: [String]
        /// Whether the connection has subscribed before.
        let isSubscriber: Bool

        var name: String { self.words.first ?? "" }
    }

    typealias Script = @Sendable (Request) -> Answer

    struct Failure: Error {}

    let port: Int
    private let listener: Int32
    private let script: Script
    private let state = Mutex(State())

    private struct State {
        var requests: [Request] = []
        /// The descriptors of those that are open.
        var connections: Set<Int32> = []
    }

    /// - Parameter script: the answer to each command; ``healthyAnswer(_:)`` has the usual ones.
    init(_ script: @escaping Script) throws {
        self.script = script
        self.listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = self.listener
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 ? getsockname(listener, address, &size) : -1
            }
        }
        self.port = Int(in_port_t(bigEndian: address.sin_port))
        guard result == 0, listen(listener, 64) == 0 else { throw Failure() }
        Thread.detachNewThread { [weak self] in
            var count = 0
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                count += 1
                let number = count
                self?.state.withLock { _ = $0.connections.insert(connection) }
                Thread.detachNewThread { [weak self] in
                    FakeRedis.serve(connection, number) { self?.answer($0) ?? .last("") }
                    // Before it is closed, because its number may be another's at once.
                    self?.state.withLock { _ = $0.connections.remove(connection) }
                    close(connection)
                }
            }
        }
    }

    deinit {
        shutdown(self.listener, Int32(SHUT_RDWR))
        close(self.listener)
        self.state.withLock { state in
            for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }

    /// What was asked so far.
    var requests: [Request] { self.state.withLock { $0.requests } }

    /// Sends bytes to every client that is connected, without being asked.
    func push(_ text: String) {
        let bytes = Array(text.utf8)
        self.state.withLock { state in
            for connection in state.connections {
                send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            }
        }
    }

    /// The answer of a server that is empty and well.
    static func healthyAnswer(_ request: Request) -> Answer {
        switch request.name {
        case "PING": .bytes(request.isSubscriber ? "*2\r\n$4\r\npong\r\n$0\r\n\r\n" : "+PONG\r\n")
        case "AUTH", "SELECT": .ok
        case "SMEMBERS", "ZPOPMIN": .bytes("*0\r\n")
        case "BZPOPMIN": .nothing
        case "SUBSCRIBE": .bytes("*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n")
        default: .bytes(":0\r\n")
        }
    }

    private func answer(_ request: Request) -> Answer {
        self.state.withLock { $0.requests.append(request) }
        return self.script(request)
    }

    // MARK: - Serving a client

    private static func serve(_ connection: Int32, _ number: Int, _ answer: (Request) -> Answer) {
        defer { shutdown(connection, Int32(SHUT_RDWR)) }
        guard let stream = fdopen(dup(connection), "r") else { return }
        defer { fclose(stream) }
        var isSubscriber = false
        while let words = Self.command(stream) {
            let request = Request(connection: number, words: words, isSubscriber: isSubscriber)
            isSubscriber = isSubscriber || request.name == "SUBSCRIBE"
            switch answer(request) {
            case .nothing: continue
            case .bytes(let text): Self.write(text, connection)
            case .last(let text):
                Self.write(text, connection)
                return
            case .slowBytes(let text, let pause):
                for character in text {
                    // Nobody waits for this thread but the client under test.
                    let (seconds, attoseconds) = pause.components
                    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
                    nanosleep(&time, nil)
                    guard Self.write(String(character), connection) else { return }
                }
            }
        }
    }

    /// False if the client is gone.
    @discardableResult
    private static func write(_ text: String, _ connection: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    private static func command(_ stream: UnsafeMutablePointer<FILE>) -> [String]? {
        guard let head = Self.line(stream), head.first == "*", let count = Int(head.dropFirst()) else { return nil }
        var words: [String] = []
        for _ in 0..<count {
            guard let size = Self.line(stream), let length = Int(size.dropFirst()) else { return nil }
            var bytes = [UInt8](repeating: 0, count: length + 2)
            guard fread(&bytes, 1, bytes.count, stream) == bytes.count else { return nil }
            words.append(String(decoding: bytes.dropLast(2), as: UTF8.self))
        }
        return words
    }

    private static func line(_ stream: UnsafeMutablePointer<FILE>) -> String? {
        var bytes: [UInt8] = []
        while true {
            let byte = getc(stream)
            guard byte != EOF else { return nil }
            if byte == 10 { return String(decoding: bytes.dropLast(), as: UTF8.self) }
            bytes.append(UInt8(byte))
        }
    }
}
