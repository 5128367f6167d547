import CLibPQ

/// What another session, or this one, has told those who listen.
struct PostgresNotification {
    /// The process identifier of the sender's session.
    let sender: Int32
    let payload: [UInt8]
}

extension PostgresConnection {
    /// The notifications that have arrived, without waiting.
    ///
    /// - Throws: ``PostgresFailure/connection(_:)`` where the connection is gone.
    func notifications() throws(PostgresFailure) -> [PostgresNotification] {
        guard PQconsumeInput(self.connection) == 1 else {
            throw .connection("the connection is gone")
        }
        var notifications: [PostgresNotification] = []
        while let notification = PQnotifies(self.connection) {
            defer { PQfreemem(notification) }
            let payload = notification.pointee.extra.map { Array(String(cString: $0).utf8) } ?? []
            notifications.append(PostgresNotification(sender: notification.pointee.be_pid, payload: payload))
        }
        return notifications
    }
}
