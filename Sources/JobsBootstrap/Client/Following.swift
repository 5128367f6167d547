/// What to do about a job that was just submitted.
enum Following: Sendable {
    case wait
    case watch
}
