import JobsDomain

/// One submission as it went over the wire.
struct RequestRecord {
    let submission: Submission
    /// When it was sent; moments count what happened in the world.
    let began: Int
}
