/// What a proxy's thread was told, and what it tells.
struct ProxySettings: Sendable {
    var mode = TCPProxy.Mode.pass
    var latencyToServer = Duration.zero
    var latencyToClient = Duration.zero
    var cut: ProxyCut?
    /// How often all connections were to be reset.
    var resets = 0
    var isStopped = false

    var cuts = 0
    var connections = 0
}
