/// How long things may take, in one place.
struct RedisTimings: Sendable {
    /// To open a connection, name lookup excepted.
    var connect = Duration.seconds(1)
    /// To answer a command, or a batch of them.
    var command = Duration.milliseconds(1500)
    /// How long the server lets one blocking command wait. Shorter than what a worker may lose by a ticket,
    /// because only between two of them the receiver hears of other queues.
    var block = Duration.seconds(1)
    /// Between two looks for new queues and for foreign values at the keys.
    var refresh = Duration.seconds(1)
    /// Between two rounds of hints. The first hint after a pause never waits.
    var hints = Duration.milliseconds(1)
    /// Between two checks of an idle connection, so that a problem is known before somebody runs into it.
    var idleCheck = Duration.seconds(5)
    /// Between two looks whether the server takes again what it has refused.
    var recheck = Duration.milliseconds(500)
    /// How long a subscription is silent before it has to answer a `PING`.
    var silence = Duration.seconds(2)
    /// How long it has for that answer.
    var pong = Duration.milliseconds(1500)
    /// The longest pause before the first and before any later attempt to connect again.
    var backoff = Duration.milliseconds(50)...Duration.seconds(1)
    /// Between two log lines about foreign members.
    var foreignMemberLog = Duration.seconds(60)
}
