import JobsApplication
import JobsDomain

extension ModelPrompt {
    /// Names the question, whatever word its fence has this time: 64 hex digits.
    var cassetteDigest: String {
        var fields = [Array(self.system.utf8), Array(self.user.utf8), self.schema.serialized]
        if let correction = self.correction {
            fields += [Array(correction.answer.utf8), Array(correction.request.utf8)]
        }
        let marker = Array(self.fenceMarker.utf8)
        return SHA256Digest(ofFields: fields.map { Self.replacing(marker, in: $0) }).hexadecimalText
    }

    /// By bytes: what stands beside the marker may combine with it into another character.
    private static func replacing(_ marker: [UInt8], in text: [UInt8]) -> [UInt8] {
        guard let first = marker.first else { return text }
        var replaced: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == first, text[index...].starts(with: marker) {
                replaced += "FENCE".utf8
                index += marker.count
            } else {
                replaced.append(text[index])
                index += 1
            }
        }
        return replaced
    }
}
