internal import FarmModel
internal import Foundation

extension [UInt8] {
    /// As a column holds bytes.
    var blob: Data { Data(self) }
}

extension JobID {
    /// SQLite's integers have a sign; the bits are kept.
    var column: Int64 { Int64(bitPattern: rawValue) }

    init(column: Int64) {
        self.init(UInt64(bitPattern: column))
    }
}
