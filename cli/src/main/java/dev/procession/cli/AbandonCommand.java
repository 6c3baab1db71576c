// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import jakarta.batch.operations.BatchRuntimeException;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code procession abandon}. */
@Command(
        name = "abandon",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Gives up an execution that failed, was stopped, or whose coordinator died: it cannot be restarted any more.")
final class AbandonCommand implements Callable<Integer> {

    private final Program program;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Parameters(paramLabel = "EXECUTION", description = "Number of the execution, as 'procession jobs' shows it.")
    private long execution;

    AbandonCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            boolean unused = home.order(living -> abandoned(living::abandon), own -> abandoned(own::abandon));
        } catch (BatchRuntimeException e) {
            throw Refusal.of(e, "abandon", execution);
        }
        program.screen().print("Execution " + execution + " is ABANDONED.");
        return ExitCode.COMPLETED.number();
    }

    private boolean abandoned(LongConsumer abandon) {
        abandon.accept(execution);
        return true;
    }
}
