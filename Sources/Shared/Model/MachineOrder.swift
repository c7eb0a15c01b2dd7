/// What an operator decides about a machine, in force until the opposite is said.
public enum MachineOrder: Hashable, Sendable {
    /// Lets it finish what it runs and take no more.
    case drain
    case undrain

    /// Takes it out of service because something is wrong with it; what it runs goes on.
    case setAside(reason: String)

    /// Puts it back into service, whoever set it aside.
    case release
}
