// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** {@code --jobs-path}. */
final class JobsPathOption {

    @Option(
            names = "--jobs-path",
            paramLabel = "JAR|DIR",
            description =
                    "A jar, or a directory of classes, with Job XML in META-INF/batch-jobs and artifacts. Repeat it for more.")
    private List<Path> given = new ArrayList<>();

    /** For picocli. */
    JobsPathOption() {}

    /** Absolute, in order. */
    List<Path> paths() {
        return given.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    }

    /** As a setting. */
    String joined() {
        return paths().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * A class loader that sees these paths behind the class path of the program.
     *
     * @throws UsageException if there is nothing at one of the paths
     */
    static ClassLoader classLoader(List<Path> paths) {
        ClassLoader program = JobsPathOption.class.getClassLoader();
        return paths.isEmpty()
                ? program
                : new URLClassLoader(
                        "jobs-path", paths.stream().map(JobsPathOption::url).toArray(URL[]::new), program);
    }

    private static URL url(Path path) {
        if (!Files.exists(path)) {
            throw new UsageException("--jobs-path " + path + ": there is no such file or directory");
        }
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UsageException("--jobs-path " + path + ": " + e.getMessage(), e);
        }
    }
}
