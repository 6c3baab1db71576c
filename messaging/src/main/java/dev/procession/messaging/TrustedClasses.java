// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The classes that may be deserialised: values and collections of the JDK, the user's own code, and what the user adds by setting.
 * Everything else is refused, so that a library on the class path cannot be turned against the process.
 *
 * <p>The user's own code is what comes from a class path entry that declares batch artifacts: one with {@code META-INF/batch-jobs},
 * {@code META-INF/batch.xml} or {@code META-INF/beans.xml}, or one that was named as a jobs path.
 */
public final class TrustedClasses {

    /** The setting by which a user adds classes, in the pattern syntax of {@link ObjectInputFilter.Config#createFilter}. */
    public static final String SETTING = "procession.serialization.allow";

    private static final String LIMITS = "maxdepth=100;maxrefs=10000000;maxarray=20000000;";

    private static final ObjectInputFilter JDK = ObjectInputFilter.Config.createFilter(
            LIMITS
                    + "java.lang.*;java.math.*;java.time.**;java.util.*;java.util.concurrent.*;java.util.concurrent.atomic.*;"
                    + "java.util.regex.Pattern;java.net.URI;java.net.URL;java.net.InetAddress;java.net.Inet4Address;java.net.Inet6Address;java.sql.Date;java.sql.Time;java.sql.Timestamp;"
                    + "java.io.File;"
                    + "jakarta.batch.operations.*;jakarta.batch.runtime.*;dev.procession.runtime.**;dev.procession.multiprocessing.shared.*");

    /** Packages whose exceptions are trusted too, those below them included; of other packages some do harm when they are read. */
    private static final List<String> EXCEPTIONS =
            List.of("java.io.", "java.net.", "java.nio.", "java.sql.", "java.text.", "java.time.", "java.util.");

    private static final String[] MARKERS = {"META-INF/batch-jobs", "META-INF/batch.xml", "META-INF/beans.xml"};

    private final ObjectInputFilter added;
    private final Set<Path> trustedPaths;
    private final Map<Class<?>, Boolean> decisions = new ConcurrentHashMap<>();
    private final Map<String, Boolean> places = new ConcurrentHashMap<>();

    private TrustedClasses(ObjectInputFilter added, Set<Path> trustedPaths) {
        this.added = added;
        this.trustedPaths = trustedPaths;
    }

    /**
     * The default set and more.
     *
     * @param patterns more classes, as in {@link #SETTING}; empty for none
     * @param trustedPaths jars and directories whose classes are the user's own
     * @throws MessagingException if the patterns cannot be read
     */
    public static TrustedClasses of(String patterns, Set<Path> trustedPaths) {
        try {
            ObjectInputFilter filter = patterns.isBlank()
                    ? info -> Status.UNDECIDED
                    : ObjectInputFilter.Config.createFilter(LIMITS + patterns);
            return new TrustedClasses(filter, Set.copyOf(trustedPaths));
        } catch (IllegalArgumentException e) {
            throw new MessagingException(
                    SETTING + " has the value '" + patterns + "', which is not a list of class name patterns: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Whether objects of this class may be read, as long as they keep to the limits of size. */
    boolean trusts(Class<?> type) {
        return check(new ClassAlone(type)) == Status.ALLOWED;
    }

    Status check(ObjectInputFilter.FilterInfo info) {
        Status byJdk = JDK.checkInput(info);
        Status byUser = added.checkInput(info);
        if (byJdk == Status.REJECTED || byUser == Status.REJECTED) {
            return Status.REJECTED;
        }
        if (byJdk == Status.ALLOWED || byUser == Status.ALLOWED || info.serialClass() == null) {
            return Status.ALLOWED;
        }
        Class<?> type = info.serialClass();
        while (type.isArray()) {
            type = type.getComponentType();
        }
        return type.isPrimitive()
                        || isJdkException(type)
                        || isProxyOfTrusted(type)
                        || decisions.computeIfAbsent(type, this::isUsersOwn)
                ? Status.ALLOWED
                : Status.REJECTED;
    }

    // As a result of reading another class; no stream holds one.
    private boolean isProxyOfTrusted(Class<?> type) {
        return Proxy.isProxyClass(type) && Stream.of(type.getInterfaces()).allMatch(this::trusts);
    }

    private static boolean isJdkException(Class<?> type) {
        return Throwable.class.isAssignableFrom(type) && EXCEPTIONS.stream().anyMatch(type.getName()::startsWith);
    }

    private boolean isUsersOwn(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source != null
                && source.getLocation() != null
                && places.computeIfAbsent(source.getLocation().toString(), this::isUsersOwn);
    }

    private boolean isUsersOwn(String place) {
        if (!place.startsWith("file:")) {
            return false;
        }
        Path path = Path.of(URI.create(place));
        if (trustedPaths.stream().anyMatch(path::startsWith)) {
            return true;
        }
        if (Files.isDirectory(path)) {
            return true; // classes being developed; libraries come as jars
        }
        try (JarFile jar = new JarFile(path.toFile())) {
            return Stream.of(MARKERS).anyMatch(marker -> jar.getEntry(marker) != null);
        } catch (IOException e) {
            return false;
        }
    }

    /** A question about a class, without an object. */
    private record ClassAlone(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {
        @Override
        public long arrayLength() {
            return -1;
        }

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 0;
        }
    }
}
