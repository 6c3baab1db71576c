// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.Coordinator;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the Job XML of a job is.
 *
 * @param name the name to start it under
 * @param file the file that holds it; null if it is on the class path
 */
record JobSource(String name, @Nullable Path file) {

    private static final String FOLDER = "META-INF/batch-jobs/";
    private static final String SUFFIX = ".xml";

    /**
     * Finds a job by what the user calls it: the path of a Job XML, or its name on the class path.
     *
     * @throws UsageException if there is none; names those there are
     */
    static JobSource find(String job, ClassLoader loader) {
        Path path = Path.of(job);
        if (Files.isRegularFile(path) && (job.endsWith(SUFFIX) || loader.getResource(resource(job)) == null)) {
            return new JobSource(withoutSuffix(String.valueOf(path.getFileName())), path);
        }
        if (loader.getResource(resource(job)) != null) {
            return new JobSource(withoutSuffix(job), null);
        }
        if (job.endsWith(SUFFIX) || job.contains("/")) {
            throw new UsageException("there is no Job XML file " + path.toAbsolutePath());
        }
        List<String> there = onClassPath(loader);
        throw new UsageException("there is no job '" + job + "': no " + resource(job)
                + " on the class path, and no such file. "
                + (there.isEmpty() ? "There are no jobs" : "There are: " + String.join(", ", there))
                + "; --jobs-path JAR|DIR adds yours");
    }

    private static String resource(String job) {
        return FOLDER + withoutSuffix(job) + SUFFIX;
    }

    private static String withoutSuffix(String name) {
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    /** The names of all jobs on the class path. */
    static List<String> onClassPath(ClassLoader loader) {
        TreeSet<String> names = new TreeSet<>();
        try {
            for (URL place : Collections.list(loader.getResources(FOLDER))) {
                names.addAll(namesAt(place));
            }
        } catch (IOException e) {
            // A list that helps to choose; without it, the name alone is missing.
        }
        return List.copyOf(names);
    }

    private static List<String> namesAt(URL place) throws IOException {
        URLConnection connection = place.openConnection();
        if (connection instanceof JarURLConnection jar) {
            jar.setUseCaches(false);
            try (var file = jar.getJarFile()) {
                return file.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.startsWith(FOLDER) && isJob(name.substring(FOLDER.length())))
                        .map(name -> withoutSuffix(name.substring(FOLDER.length())))
                        .toList();
            }
        }
        try (Stream<Path> files = Files.list(Path.of(URI.create(place.toString())))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(JobSource::isJob)
                    .map(JobSource::withoutSuffix)
                    .toList();
        }
    }

    private static boolean isJob(String name) {
        return name.endsWith(SUFFIX) && !name.contains("/");
    }

    /** What the Job XML says to the command that runs it. */
    JobXml xml(ClassLoader loader) {
        return JobXml.read(read(loader));
    }

    /**
     * Looks whether it is a Job XML, before anything is started for it.
     *
     * @throws jakarta.batch.operations.JobStartException if it is none, with line and column
     */
    JobSource checked(ClassLoader loader) {
        Coordinator.checkJobXml(file == null ? resource(name) : file.toString(), read(loader));
        return this;
    }

    /**
     * Its text.
     *
     * @throws UsageException if it cannot be read
     */
    byte[] read(ClassLoader loader) {
        String from = file == null ? resource(name) : file.toString();
        try (InputStream in = file == null ? loader.getResourceAsStream(from) : Files.newInputStream(file)) {
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException e) {
            throw new UsageException("the Job XML " + from + " cannot be read: " + e, e);
        }
    }
}
