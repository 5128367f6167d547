/// What has to be known of a request until its answer is complete.
struct RequestFacts: Sendable {
    /// `HEAD`: the answer has no body.
    var hasBodilessAnswer = false
    /// HTTP/1.0: the answer is not chunked.
    var isVersion10 = false
    /// Whether the client wants to go on with the connection.
    var keepsAlive = true
    /// The client offered another protocol; the decoder stops behind such a request.
    var offersUpgrade = false
    /// The client waits for `100 Continue` before it sends the body.
    var expectsContinue = false
    /// Whether a body follows the head.
    var hasBody = false
    /// The length of the body, where the client gave it.
    var bodyLength: Int?
    /// What the body may have.
    var bodyLimit = 0
    /// Bytes of the body that are counted against the memory of all bodies.
    var heldBytes = 0
}
