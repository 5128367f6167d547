import Foundation
import JobsHTTPClient

/// The document of a submission, from a file or the standard input.
enum DocumentInput {
    /// More than any server takes; it keeps a wrong file from filling the memory.
    private static let maximumBytes = 32 * 1024 * 1024

    /// - Parameter path: `-` for the standard input.
    /// - Throws: ``JobsClientError``: `invalidRequest` if it cannot be read, `refused` if it is no document.
    static func text(_ path: String) throws(JobsClientError) -> String {
        let bytes: Data
        do {
            let handle =
                path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            bytes = try Self.read(handle)
        } catch {
            throw JobsClientError(
                .invalidRequest,
                title: "The document cannot be read.",
                detail: "\(path): \((error as NSError).localizedDescription)"
            )
        }
        guard bytes.count <= Self.maximumBytes else {
            throw JobsClientError(.refused, title: "The document is too large.", detail: "\(path) is above 32 MiB.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw JobsClientError(.refused, title: "The document is not valid UTF-8.", detail: path)
        }
        return text
    }

    /// Reads to the end, or to where it is too much.
    private static func read(_ handle: FileHandle) throws -> Data {
        var bytes = Data()
        while bytes.count <= Self.maximumBytes, let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
            bytes.append(chunk)
        }
        return bytes
    }
}
