import CCurl

/// A date as HTTP writes it (RFC 9110 section 5.6.7).
public enum HTTPDate {
    /// Reads any of its three forms.
    ///
    /// - Returns: Unix seconds; nil where the text is no date.
    public static func unixSeconds(_ text: String) -> Int? {
        // Every form begins with the name of a day; libcurl's parser alone would read a bare number too.
        guard let first = text.first, first.isASCII, first.isLetter else { return nil }
        let seconds = curl_getdate(text, nil)
        return seconds < 0 ? nil : seconds
    }
}
