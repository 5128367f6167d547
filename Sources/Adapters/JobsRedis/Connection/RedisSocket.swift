import Glibc

/// Opens the socket of a connection, which does not block and which no child process inherits.
///
/// hiredis could open one too, but only a blocking one that children inherit.
enum RedisSocket {
    /// Tries the addresses of a host in turn.
    ///
    /// - Parameters:
    ///   - limit: the time for all addresses together, of which a dead one leaves the others their share. The
    ///     name lookup before it has the resolver's own limits.
    ///   - closing: ends the attempt when signalled.
    /// - Returns: the descriptor of a connected socket, which the caller closes.
    static func connect(
        _ url: RedisURL,
        within limit: Duration,
        closing: WakeDescriptor
    ) throws(RedisError) -> Int32 {
        let addresses = try Self.addresses(url)
        defer { freeaddrinfo(addresses) }
        let deadline = ContinuousClock.now + limit
        var failure = RedisError(.unreachable, "Redis at \(url.endpoint): the host has no address")
        let all = Array(sequence(first: addresses, next: \.pointee.ai_next))
        for (index, address) in all.enumerated() {
            let share = (deadline - .now) / (all.count - index)
            do throws(RedisError) {
                return try Self.connect(to: address.pointee, url, .now + share, closing)
            } catch {
                guard error.code != .closed else { throw error }
                failure = error
            }
        }
        throw failure
    }

    private static func addresses(_ url: RedisURL) throws(RedisError) -> UnsafeMutablePointer<addrinfo> {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var addresses: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(url.host, String(url.port), &hints, &addresses)
        guard result == 0, let addresses else {
            throw RedisError(.unreachable, "Redis at \(url.endpoint): \(String(cString: gai_strerror(result)))")
        }
        return addresses
    }

    private static func connect(
        to address: addrinfo,
        _ url: RedisURL,
        _ deadline: ContinuousClock.Instant,
        _ closing: WakeDescriptor
    ) throws(RedisError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let socket = Glibc.socket(address.ai_family, kind, address.ai_protocol)
        guard socket >= 0 else { throw Self.error(errno, url) }
        do throws(RedisError) {
            Self.setOptions(socket)
            if Glibc.connect(socket, address.ai_addr, address.ai_addrlen) != 0 {
                guard errno == EINPROGRESS else { throw Self.error(errno, url) }
                let wait = SocketWait(socket: socket, events: POLLOUT, closing: closing)
                guard try wait.run(until: deadline) else { throw Self.error(ETIMEDOUT, url) }
                let result = Self.pendingError(socket)
                guard result == 0 else { throw Self.error(result, url) }
            }
            return socket
        } catch {
            close(socket)
            throw error
        }
    }

    private static func setOptions(_ socket: Int32) {
        // A peer that vanished without a word is noticed within half a minute even where nobody asks.
        for (level, option, value) in [
            (Int32(SOL_SOCKET), SO_KEEPALIVE, Int32(1)), (Int32(IPPROTO_TCP), TCP_KEEPIDLE, 15),
            (Int32(IPPROTO_TCP), TCP_KEEPINTVL, 5), (Int32(IPPROTO_TCP), TCP_KEEPCNT, 3),
            (Int32(IPPROTO_TCP), TCP_NODELAY, 1),
        ] {
            var value = value
            setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    private static func pendingError(_ socket: Int32) -> Int32 {
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno
    }

    private static func error(_ number: Int32, _ url: RedisURL) -> RedisError {
        let code: RedisError.Code =
            switch number {
            case ECONNREFUSED: .connectionRefused
            case ETIMEDOUT: .timedOut
            case EMFILE, ENFILE, ENOMEM, ENOBUFS: .noResources
            default: .unreachable
            }
        return RedisError(code, "Redis at \(url.endpoint): \(String(cString: strerror(number)))")
    }
}
