/// Kills the process that makes a certain call.
struct CrashPoint {
    /// Counts only calls of this method; nil counts all.
    let method: PortMethod?
    /// Which of these calls it is, counted from 1 over all processes.
    let ordinal: Int
    let side: Side
}
