import Foundation

/// What the kernel tells of other processes.
enum ProcessTable {
    /// The letter of a process's state (`T` stopped, `Z` ended but not collected); nil where there is none.
    static func state(of pid: Int32) -> Substring? { self.fields(of: pid)?.first }

    static func children(of parent: Int32) throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter { pid in
            self.fields(of: pid).flatMap { Int32($0[1]) } == parent
        }
    }

    /// State, parent and the fields behind, which follow the name in brackets that may contain anything.
    private static func fields(of pid: Int32) -> [Substring]? {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
        let fields = String(decoding: data, as: UTF8.self).split(separator: ")").last?.split(separator: " ")
        return fields.flatMap { $0.count > 1 ? $0 : nil }
    }
}
