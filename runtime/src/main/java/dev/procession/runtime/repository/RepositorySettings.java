// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the job repository is.
 *
 * @param url JDBC URL of an H2 or a PostgreSQL database
 * @param user name to log in with, if not in the URL
 * @param password password to log in with, if not in the URL; never printed
 */
public record RepositorySettings(
        String url, @Nullable String user, @Nullable String password) {

    private static final Pattern URL_PASSWORD = Pattern.compile("(?i)(password=)[^&;]*");
    private static final Pattern URL_USER_INFO = Pattern.compile("//[^/@?]*@");

    /**
     * The database file in a state directory.
     *
     * @throws RepositoryException if the directory's name cannot be part of a JDBC URL
     */
    public static RepositorySettings inHome(Path home) {
        return new RepositorySettings(H2File.url(home.resolve("repository").resolve("procession")), "sa", "");
    }

    boolean isPostgresql() {
        return url.startsWith("jdbc:postgresql:");
    }

    /** The URL without any password that it may carry, for messages. */
    public String printableUrl() {
        String withoutPassword = URL_PASSWORD.matcher(url).replaceAll("$1***");
        return URL_USER_INFO.matcher(withoutPassword).replaceAll("//***@");
    }

    @Override
    public String toString() {
        return "RepositorySettings[" + printableUrl() + "]";
    }
}
