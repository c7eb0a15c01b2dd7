/// Calls the kernel that was specialised for a scene's place.
enum Dispatch {
    /// A drawing that works for any world; the implementation is specialised for each.
    protocol Drawing {
        associatedtype Result

        func draw<Place: World>(_ world: Place, table: [SIMD4<Float>]) -> Result
    }

    static func draw<Work: Drawing>(_ scene: Scene, _ work: Work) -> Work.Result {
        var table: [SIMD4<Float>] = []
        switch scene.place {
        case .surf:
            let world = SurfWorld(scene, table: &table)
            return work.draw(world, table: table)
        case .meadow, .grounds:
            let world = MeadowWorld(scene, table: &table)
            return work.draw(world, table: table)
        case .land:
            let world = LandWorld(scene, table: &table)
            return work.draw(world, table: table)
        case .interior:
            let world = InteriorWorld(scene, table: &table)
            return work.draw(world, table: table)
        case .shore:
            let world = ShoreWorld(scene, table: &table)
            return work.draw(world, table: table)
        case .seabed:
            let world = SeabedWorld(scene, table: &table)
            return work.draw(world, table: table)
        case .aloft:
            let world = AloftWorld(scene, table: &table)
            return work.draw(world, table: table)
        case .street:
            let world = StreetWorld(scene, table: &table)
            return work.draw(world, table: table)
        }
    }
}
