/// What a client asks for.
struct Submission {
    let client: Int
    let workflow: String
    let text: String
    /// The step that will reject the input, if any.
    let rejectedStep: String?
    let key: String?
}
