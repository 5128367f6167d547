import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Channel {
    /// Resets the connection: what is not sent yet is thrown away, in the kernel too.
    func closeAtOnce() {
        if let socket = self as? any SocketOptionProvider {
            socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenFailure { _ in
                // The connection is gone already; closing it is all that is left.
            }
        }
        self.close(promise: nil)
    }

    /// Makes the kernel give up a peer that has not acknowledged anything for a time: one that has lost its
    /// power or its network, which no end of the connection announces.
    func limitUnacknowledged(_ time: Duration) {
        #if os(Linux)
            let option = ChannelOptions.Types.SocketOption(
                level: .tcp,
                name: NIOBSDSocket.Option(rawValue: CInt(TCP_USER_TIMEOUT))
            )
            let milliseconds = time.components.seconds * 1_000 + time.components.attoseconds / 1_000_000_000_000_000
            // Only TCP has it; a Unix socket's peer cannot get lost.
            try? self.syncOptions?.setOption(option, value: SocketOptionValue(clamping: milliseconds))
        #endif
    }
}
