// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A class of this module with one line changed, so that a test can see whether a check finds what that breaks. */
final class Mutation {

    private Mutation() {}

    /** Compiles it; answers what to put before the class path. */
    static Path compile(Path directory, String type, String code, String instead) throws IOException {
        String path = type.replace('.', '/') + ".java";
        String source = Files.readString(Path.of("src/main/java", path));
        assertThat(source).as("source of " + type).containsOnlyOnce(code);
        Path mutant = directory.resolve("source").resolve(path);
        Files.createDirectories(mutant.getParent());
        Files.writeString(mutant, source.replace(code, instead));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        mutant.toString()))
                .as("status of the compiler")
                .isZero();
        return classes;
    }
}
