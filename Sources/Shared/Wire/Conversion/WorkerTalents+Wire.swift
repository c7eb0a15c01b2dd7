internal import FarmModel
internal import SwiftProtobuf

extension Worker.EngineSpeed {
    static func list(
        _ messages: [Reelmill_Common_EngineSpeed], _ field: String
    ) throws(WireError) -> [Worker.EngineSpeed] {
        var speeds: [Worker.EngineSpeed] = []
        let entries = try Bound.list(messages, atMost: Limits.names, field).enumerated()
        for (index, entry) in entries {
            let place = "\(field)[\(index)]"
            speeds.append(
                Worker.EngineSpeed(
                    EngineID(try Bound.name(entry.engine, "\(place).engine")),
                    try Bound.within(entry.speed, Limits.speed, "\(place).speed")))
        }
        return speeds
    }

    var message: Reelmill_Common_EngineSpeed {
        .with {
            $0.engine = engine.name
            $0.speed = speed
        }
    }
}

extension Worker.Model {
    static func list(
        _ messages: [Reelmill_Common_Model], _ field: String
    ) throws(WireError) -> [Worker.Model] {
        var models: [Worker.Model] = []
        let entries = try Bound.list(messages, atMost: Limits.models, field).enumerated()
        for (index, entry) in entries {
            let name = try Bound.name(entry.name, "\(field)[\(index)].name")
            models.append(Worker.Model(name, isLoaded: entry.loaded))
        }
        return models
    }

    var message: Reelmill_Common_Model {
        .with {
            $0.name = name
            $0.loaded = isLoaded
        }
    }
}
