extension StepFailure {
    /// What was kept of a part is not what the step makes.
    static let unreadablePart = StepFailure(code: "invalid_part", message: "The output of a part cannot be read.")
}
