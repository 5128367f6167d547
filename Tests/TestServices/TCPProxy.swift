import Foundation
import Synchronization

/// A TCP proxy on a free loopback port that fails on demand.
///
/// Every change holds from the moment the call returns. The proxy ends with the last reference to it.
public final class TCPProxy: Sendable {
    /// How the proxy treats traffic.
    public enum Mode: Sendable {
        /// Everything is forwarded.
        case pass
        /// Nothing is forwarded and nothing is lost: connections go on when the mode ends, as after a short
        /// interruption of the network.
        case stall
        /// New connections are accepted, everything is swallowed, and nobody is told. Connections that have lost
        /// bytes are reset when the mode ends.
        case blackhole
        /// Connecting is refused, and every connection is reset.
        case down
    }

    /// A point at which a connection breaks.
    public enum Cut: Sendable {
        /// The client's bytes with the pattern never reach the server.
        case request
        /// The server gets the client's bytes with the pattern, and all that the client sent with them; the reply
        /// never reaches the client.
        case reply
        /// The client gets the server's bytes up to the end of the pattern, and no more.
        case response
    }

    /// Where the proxy listens.
    public let port: Int
    /// The server's port.
    public let target: Int
    private let control: ProxyControl

    /// Starts a proxy in front of a port.
    ///
    /// - Throws: `ServiceFailure` where it cannot listen.
    public init(to target: Int) throws {
        let port = try FreePort.find()
        let listener = try LoopbackSocket.listening(on: port)
        let control: ProxyControl
        do { control = try ProxyControl() } catch {
            close(listener)
            throw error
        }
        self.port = port
        self.target = target
        self.control = control
        Thread.detachNewThread {
            ProxyLoop(port: port, target: target, listener: listener, control: control).run()
        }
    }

    deinit {
        self.control.apply { $0.isStopped = true }
    }

    /// The mode; `pass` at first.
    public var mode: Mode {
        get { self.control.settings.mode }
        set { self.control.apply { $0.mode = newValue } }
    }

    /// Delays every byte; zero for none.
    public func setLatency(toServer: Duration = .zero, toClient: Duration = .zero) {
        self.control.apply {
            $0.latencyToServer = toServer
            $0.latencyToClient = toClient
        }
    }

    /// Resets every connection, once.
    public func resetConnections() {
        self.control.apply { $0.resets += 1 }
    }

    /// Breaks a connection when certain bytes pass, instead of what an earlier call has asked for.
    ///
    /// - Parameters:
    ///   - cut: whose bytes count, and what still gets through.
    ///   - pattern: the bytes. They may come in several pieces.
    ///   - times: how often; other matches pass.
    public func cut(_ cut: Cut, matching pattern: [UInt8], times: Int = 1) {
        self.control.apply { $0.cut = ProxyCut(moment: cut, pattern: pattern, remaining: times) }
    }

    /// Breaks a connection when the UTF-8 bytes of a text pass.
    public func cut(_ cut: Cut, matching pattern: String, times: Int = 1) {
        self.cut(cut, matching: Array(pattern.utf8), times: times)
    }

    /// How many connections were cut.
    public var cuts: Int { self.control.settings.cuts }

    /// How many connections were accepted.
    public var connections: Int { self.control.settings.connections }

    /// The URL of the server behind, changed so that it leads through the proxy.
    public func url(_ url: String) -> String {
        url.replacing("127.0.0.1:\(self.target)", with: "127.0.0.1:\(self.port)", maxReplacements: 1)
    }
}
