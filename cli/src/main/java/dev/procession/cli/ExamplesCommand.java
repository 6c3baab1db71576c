// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code procession examples}. */
@Command(
        name = "examples",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Lists the example jobs. 'run NAME' runs one, 'run --all-examples' runs them all.",
        })
final class ExamplesCommand implements Callable<Integer> {

    private final Program program;

    ExamplesCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        ClassLoader loader = getClass().getClassLoader();
        Table table = Table.of("", "NAME", "WHAT IT DOES");
        for (JobSource source : Examples.sources(loader)) {
            table.row(source.name(), source.xml(loader).description());
        }
        program.screen().print(table.lines());
        return ExitCode.COMPLETED.number();
    }
}
