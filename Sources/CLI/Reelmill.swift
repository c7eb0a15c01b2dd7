import ArgumentParser

@main
struct Reelmill: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "reelmill",
        abstract: "A farm that turns prompts into films, on machines of your own.",
        discussion: """
            The shortest way to a film:
              reelmill make "an orange cat surfs a wave in the sun, the camera slowly pushes in"

            A farm for many: start `reelmill up` on one machine, let others join it with
            `reelmill token` and `reelmill join`, then `submit`, `watch` and `download`.

            Exit codes are those of sysexits.h: 64 wrong usage, 65 bad input, 69 no farm answers,
            70 the film failed, 73 a file cannot be written, 75 try again, 77 not allowed,
            78 wrong configuration; 130 after Ctrl-C.
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(
                name: "Films",
                subcommands: [
                    MakeCommand.self, SubmitCommand.self, WatchCommand.self, DownloadCommand.self,
                    ListCommand.self, ShowCommand.self, ExplainCommand.self, LogsCommand.self,
                    CancelCommand.self,
                    UnderstandCommand.self, PuppetsCommand.self,
                ]),
            CommandGroup(
                name: "Work that is under way",
                subcommands: [
                    PauseCommand.self, ResumeCommand.self, RequeueCommand.self, FrontCommand.self,
                    PriorityCommand.self,
                ]),
            CommandGroup(
                name: "Who may use how much",
                subcommands: [UsersCommand.self, TeamsCommand.self, QuotaCommand.self]),
            CommandGroup(
                name: "The farm",
                subcommands: [
                    UpCommand.self, SchedulerCommand.self, WorkerCommand.self, StudioCommand.self,
                    WorkersCommand.self,
                    StatusCommand.self, TokenCommand.self, JoinCommand.self, DoctorCommand.self,
                    LoadtestCommand.self, SimulateCommand.self, BenchCommand.self,
                    BenchFarmCommand.self,
                    BenchIngestCommand.self, DrillWorkerCommand.self,
                ]),
            CommandGroup(
                name: "Safety",
                subcommands: [
                    BackupCommand.self, VerifyCommand.self, RestoreCommand.self, AuditCommand.self,
                    KeysCommand.self, AuditLogCommand.self,
                ]),
        ])
}
