internal import FarmModel
internal import StudioCore

/// A film as a program asks for it under `/v1`.
struct ContractOrder {
    var order: FilmOrder
    var storyboard: String?

    /// Names that stand for the farm's usual engine: those of the service that the contract was made for.
    static func isUsual(_ model: String) -> Bool { model.hasPrefix("sora-2") }

    static let usualModel = "sora-2"

    /// Reads a request for a new film.
    init(_ form: inout Form, engines: [String]) throws(Objection) {
        try ContractOrder.refuseUnsupported(&form)
        storyboard = try form.document("storyboard")
        let prompt = try form.text("prompt") ?? ""
        if storyboard == nil || !prompt.isEmpty {
            guard !prompt.isEmpty || storyboard != nil else { throw Form.missing("prompt") }
            try FilmOrder.check(prompt: prompt)
        }
        let model = try form.text("model") ?? ContractOrder.usualModel
        let engine = try ContractOrder.engine(
            of: model, asked: try form.text("engine"), among: engines)
        let seconds = try FilmOrder.seconds(try form.word("seconds") ?? "4")
        let orientation = try form.choice("orientation", FilmOrder.Orientation.self)
        let size = try form.text("size").map(FilmOrder.size) ?? (orientation ?? .portrait).size
        let title = try form.text("title")
        if let title { try FilmOrder.check(title: title) }
        order = FilmOrder(
            model: model, prompt: prompt, title: title ?? FilmOrder.title(of: prompt), size: size,
            seconds: seconds, style: try ContractOrder.style(&form), engine: engine,
            quality: try form.choice("quality", Quality.self) ?? .standard,
            music: try ContractOrder.music(&form),
            seed: try form.seed() ?? UInt64.random(in: 0..<FilmOrder.seedLimit))
    }

    static func style(_ form: inout Form) throws(Objection) -> String? {
        guard let style = try form.text("style"), !style.isEmpty else { return nil }
        guard style.utf8.count <= 64 else {
            throw .field(
                "style", style, limit: "64 bytes", "style has \(style.utf8.count) bytes; at most 64"
            )
        }
        return style
    }

    static func music(_ form: inout Form) throws(Objection) -> MusicChoice {
        try form.truth("music") ?? true ? .matched : .off
    }

    private static func engine(
        of model: String, asked engine: String?, among engines: [String]
    ) throws(Objection) -> EngineID {
        let name = engine ?? (isUsual(model) ? EngineID.previz.name : model)
        guard engines.contains(name) else {
            let field = engine == nil ? "model" : "engine"
            let limit = ([usualModel] + engines).joined(separator: ", ")
            throw .field(
                field, name, limit: limit,
                "the \(field) \"\(name.prefix(60))\" is not here; choose one of: \(limit)")
        }
        return EngineID(name)
    }

    /// What the contract knows and no engine of this farm can do yet.
    static func refuseUnsupported(_ form: inout Form) throws(Objection) {
        for name in ["input_reference", "characters", "image_url", "file_id"]
        where form.has(name) {
            throw .field(
                name, name, limit: "not supported",
                "\(name) is not supported: this farm's engines film words and storyboards only")
        }
    }
}
