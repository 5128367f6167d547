/// What all connections of a server share.
struct ConnectionEnvironment: Sendable {
    let settings: ConnectionSettings
    let register: ConnectionRegister
    let bodyMemory: BodyMemory
    let refuse: @Sendable (Refusal) -> RefusalAnswer
}
