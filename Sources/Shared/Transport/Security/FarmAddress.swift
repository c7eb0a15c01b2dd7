/// How to reach a farm, as its members keep it in a file.
public struct FarmAddress: Hashable, Codable, Sendable {
    public var client: Endpoint
    public var worker: Endpoint
    public var media: Endpoint

    /// Nil for a farm without encryption, on this machine only.
    public var serverKey: PublicKey?

    public init(client: Endpoint, worker: Endpoint, media: Endpoint, serverKey: PublicKey?) {
        self.client = client
        self.worker = worker
        self.media = media
        self.serverKey = serverKey
    }

    /// What the file holds besides the address.
    private struct File: Codable {
        var version: Int
        var client: Endpoint
        var worker: Endpoint
        var media: Endpoint
        var serverKey: PublicKey?
    }

    private static let fileVersion = 1

    public init(file path: String) throws(PrivateFileError) {
        let file: File = try JSONFile.read(path, newest: FarmAddress.fileVersion)
        self.init(
            client: file.client, worker: file.worker, media: file.media, serverKey: file.serverKey)
    }

    public func save(to path: String) throws(PrivateFileError) {
        let file = File(
            version: FarmAddress.fileVersion, client: client, worker: worker, media: media,
            serverKey: serverKey)
        try JSONFile.write(file, to: path)
    }
}
