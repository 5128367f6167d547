import Foundation
import Synchronization

/// Finds loopback TCP ports that nobody uses.
public enum FreePort {
    /// What this process was given already, so that two tests never get the same port.
    private static let given = Mutex<Set<Int>>([])

    /// Returns a free port below the range that the kernel takes for outgoing connections.
    ///
    /// A port inside that range could be taken by any client while its server is down, even by a client that
    /// connects to this very port and so reaches itself.
    ///
    /// - Throws: `ServiceFailure` where none was free.
    public static func find() throws -> Int {
        for _ in 0..<1000 {
            let port = Int.random(in: self.range)
            guard self.given.withLock({ $0.insert(port).inserted }) else { continue }
            guard let socket = try? LoopbackSocket.bound(to: port, reusesAddress: false) else { continue }
            close(socket)
            return port
        }
        throw ServiceFailure("no loopback port is free in \(self.range)")
    }

    private static let range: Range<Int> = {
        let text = try? String(contentsOfFile: "/proc/sys/net/ipv4/ip_local_port_range", encoding: .utf8)
        let first = text?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) } ?? 32768
        return first > 12000 ? 10000..<first : 10000..<32768
    }()
}
