// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How all commands treat help, mistakes and failures. */
final class CommandLines {

    private static final int WIDTH = 120;

    private CommandLines() {}

    static CommandLine configure(CommandLine commands, Program program) {
        return commands.setOut(program.screen().out())
                .setErr(program.screen().err())
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(program.screen().isTerminal() ? Ansi.AUTO : Ansi.OFF))
                .setUsageHelpWidth(WIDTH)
                .setUsageHelpLongOptionsMaxWidth(40)
                .setAbbreviatedSubcommandsAllowed(false)
                .setParameterExceptionHandler((e, arguments) -> misused(e))
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command, program));
    }

    private static int misused(ParameterException e) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("procession: "
                + (e instanceof UnmatchedArgumentException unmatched ? unknown(unmatched) : e.getMessage()));
        err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE.number();
    }

    private static String unknown(UnmatchedArgumentException e) {
        CommandLine command = e.getCommandLine();
        String word = e.getUnmatched().get(0);
        boolean option = word.startsWith("-");
        Set<String> known = option
                ? command.getCommandSpec().optionsMap().keySet()
                : command.getSubcommands().keySet();
        String what = option ? "unknown option " : known.isEmpty() ? "unexpected argument " : "unknown command ";
        return what + "'" + word + "'"
                + SimilarWord.of(word, known)
                        .map(similar -> "; did you mean " + similar + "?")
                        .orElse("");
    }

    private static int failed(Exception e, CommandLine command, Program program) {
        Failure failure = Failure.of(e);
        program.screen().error("procession: " + failure.message());
        if (failure.isBug()) {
            program.screen()
                    .error("procession: this is a bug; " + TraceFile.write(e, home(command.getCommandSpec(), program)));
        }
        return failure.code().number();
    }

    /** Without a look at the settings, which may be what failed. */
    static Path home(CommandSpec spec, Program program) {
        OptionSpec option = spec.findOption("--home");
        Path given = option == null ? null : option.getValue();
        return given == null ? HomeFiles.defaultHome(program.environment()) : given;
    }
}
