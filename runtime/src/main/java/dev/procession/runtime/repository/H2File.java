// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an H2 database in a file needs to be safe here.
 *
 * <p>H2's defaults lose committed rows when the process is killed, close the database in a shutdown hook beside ours, and close it for
 * good when a thread that writes is interrupted. Hence no write delay, no hook, and the {@code async:} file system, whose
 * channels survive an interrupt.
 */
final class H2File {

    private static final String PREFIX = "jdbc:h2:";
    private static final String SUFFIX = ".mv.db";

    // At least two letters: one is a drive of Windows.
    private static final Pattern OTHER_SCHEME = Pattern.compile("[a-zA-Z]{2,}:");

    private H2File() {}

    static String url(Path database) {
        Path absolute = database.toAbsolutePath().normalize();
        if (absolute.toString().indexOf(';') >= 0) {
            throw new RepositoryException(
                    "The job repository cannot be at " + absolute
                            + ": ';' ends a path in a JDBC URL of H2. Choose another state " + "directory.",
                    null);
        }
        return PREFIX + "async:" + absolute;
    }

    /** Whether the URL names an H2 database file in a file system that we know. */
    static boolean is(String url) {
        return url.startsWith(PREFIX) && !OTHER_SCHEME.matcher(path(url)).lookingAt();
    }

    static String forWriting(String url) {
        String safe = with(with(async(url), "WRITE_DELAY", "0"), "DB_CLOSE_ON_EXIT", "FALSE");
        // In milliseconds. Compaction is most of the time that closing takes; the default is 200.
        return with(with(safe, "MAX_COMPACT_TIME", "50"), "TRACE_LEVEL_FILE", "0");
    }

    static String forReading(String url) {
        return with(with(with(async(url), "ACCESS_MODE_DATA", "r"), "IFEXISTS", "TRUE"), "TRACE_LEVEL_FILE", "0");
    }

    static boolean exists(String url) {
        return Files.exists(Path.of(path(url) + SUFFIX));
    }

    /** Creates the directory of the file, and fails early where H2 would open a file that it cannot write read-only. */
    static void prepare(RepositorySettings settings) {
        Path file = Path.of(path(settings.url()) + SUFFIX).toAbsolutePath();
        Path directory = file.getParent();
        try {
            if (directory != null) {
                Files.createDirectories(directory);
            }
        } catch (IOException e) {
            throw new RepositoryException(
                    "Cannot create the directory " + directory + " of the job repository " + settings.printableUrl()
                            + ": " + e + ". Choose a state directory that this user may write to.",
                    e);
        }
        Path mustBeWritable = Files.exists(file) || directory == null ? file : directory;
        if (Files.exists(mustBeWritable) && !Files.isWritable(mustBeWritable)) {
            throw new RepositoryException(
                    "Cannot write to " + mustBeWritable + ", which the job repository " + settings.printableUrl()
                            + " needs. Choose a state directory that this user may write to.",
                    null);
        }
    }

    private static String async(String url) {
        int end = url.indexOf(';');
        return PREFIX + "async:" + path(url) + (end < 0 ? "" : url.substring(end));
    }

    private static String path(String url) {
        int end = url.indexOf(';');
        String path = url.substring(PREFIX.length(), end < 0 ? url.length() : end);
        for (String scheme : new String[] {"async:", "file:", "nio:"}) {
            path = path.startsWith(scheme) ? path.substring(scheme.length()) : path;
        }
        return path.startsWith("~") ? System.getProperty("user.home") + path.substring(1) : path;
    }

    private static String with(String url, String option, String value) {
        boolean present = url.toUpperCase(Locale.ROOT).contains(";" + option + "=");
        return present ? url : url + ";" + option + "=" + value;
    }
}
