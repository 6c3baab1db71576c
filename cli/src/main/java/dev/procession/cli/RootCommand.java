// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code procession}. */
@Command(
        name = "procession",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs Jakarta Batch jobs with their partitions in worker JVMs.",
        footer = {
            "",
            "Exit codes: 0 the job completed; 1 it failed; 2 the command was used wrongly; 3 the job was stopped; 4 state directory,"
                    + " broker, repository or workers do not work.",
            "Settings: see config/procession.properties.",
            "",
            "Begin with: procession run flights"
        })
final class RootCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** All commands, assembled. */
    static CommandLine commandLine(Program program) {
        return CommandLines.configure(
                new CommandLine(new RootCommand())
                        .addSubcommand(new RunCommand(program))
                        .addSubcommand(new CoordinatorCommand(program))
                        .addSubcommand(new SubmitCommand(program))
                        .addSubcommand(new StopCommand(program))
                        .addSubcommand(new RestartCommand(program))
                        .addSubcommand(new RecoverCommand(program))
                        .addSubcommand(new AbandonCommand(program))
                        .addSubcommand(new PurgeCommand(program))
                        .addSubcommand(new ExamplesCommand(program))
                        .addSubcommand(new JobsCommand(program))
                        .addSubcommand(new ShowCommand(program))
                        .addSubcommand(new WorkersCommand(program))
                        .addSubcommand(new DrainCommand(program))
                        .addSubcommand(new WorkerCommand(program))
                        .addSubcommand(new BrokerCommand(program))
                        .addSubcommand(new CompletionCommand(program)),
                program);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
