// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code procession} as a worker's JVM knows it: with one command. */
@Command(name = "procession")
final class WorkerOnlyCommand {

    private WorkerOnlyCommand() {}

    static CommandLine commandLine(Program program) {
        return CommandLines.configure(
                new CommandLine(new WorkerOnlyCommand()).addSubcommand(new WorkerCommand(program)), program);
    }
}
