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
        case .meadow:
            let world = MeadowWorld(scene, table: &table)
            return work.draw(world, table: table)
        case .land:
            let world = LandWorld(scene, table: &table)
            return work.draw(world, table: table)
        case .street:
            let world = StreetWorld(scene, table: &table)
            return work.draw(world, table: table)
        }
    }
}
