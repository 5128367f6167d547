import Glibc

/// A port that is taken and that nobody listens on, so that connecting to it is refused for certain.
final class SilentPort {
    struct Failure: Error {}

    let number: Int
    private let descriptor: Int32

    init() throws {
        self.descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = self.descriptor
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 ? getsockname(descriptor, address, &size) : -1
            }
        }
        self.number = Int(in_port_t(bigEndian: address.sin_port))
        guard result == 0 else { throw Failure() }
    }

    deinit {
        close(self.descriptor)
    }
}
