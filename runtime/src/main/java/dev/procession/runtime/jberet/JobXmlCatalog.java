// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jberet.creation.ArchiveXmlLoader;
import org.jberet.job.model.Job;
import org.jberet.spi.JobXmlResolver;
import org.jspecify.annotations.Nullable;

/**
 * Finds Job XML by name: what was given as text first, then {@code META-INF/batch-jobs} of the class path (Jakarta Batch 2.1, section
 * 10.4). Remembers the text of each, so that the repository can keep it with the instance.
 */
final class JobXmlCatalog implements JobXmlResolver {

    private final Map<String, byte[]> texts = new ConcurrentHashMap<>();
    private volatile @Nullable Given given;

    /** A job that was read from a text which is to be served to nobody else. */
    private record Given(Job job, String text) {}

    /**
     * Serves this text under {@code name} from now on.
     *
     * @throws jakarta.batch.operations.JobStartException if it is not a Job XML
     */
    void add(String name, byte[] xml) {
        JobXmlValidator.validate(name, xml);
        texts.put(fileName(name), xml);
    }

    /**
     * Reads a job from this text alone; other names that it refers to are found as ever. Until the next one is read, its text is known.
     *
     * @throws jakarta.batch.operations.JobStartException if it is not a Job XML
     */
    Job read(String name, byte[] xml, ClassLoader classLoader) {
        JobXmlValidator.validate(name, xml);
        Job job = ArchiveXmlLoader.loadJobXml(name, classLoader, new ArrayList<>(), new One(fileName(name), xml));
        given = new Given(job, new String(xml, StandardCharsets.UTF_8));
        return job;
    }

    /** The text that a job was read from, or null if it was made otherwise. */
    @SuppressWarnings("ReferenceEquality") // this very job, not one that looks like it
    @Nullable
    String textOf(Job job) {
        Given last = given;
        if (last != null && last.job() == job) {
            return last.text();
        }
        byte[] text = texts.get(fileName(job.getJobXmlName() == null ? job.getId() : job.getJobXmlName()));
        return text == null ? null : new String(text, StandardCharsets.UTF_8);
    }

    private static String fileName(String name) {
        return name.endsWith(".xml") ? name : name + ".xml";
    }

    @Override
    public @Nullable InputStream resolveJobXml(String name, ClassLoader classLoader) throws IOException {
        byte[] text = texts.get(name);
        if (text == null) {
            try (InputStream found = classLoader.getResourceAsStream(DEFAULT_PATH + name)) {
                if (found == null) {
                    return null;
                }
                text = found.readAllBytes();
                JobXmlValidator.validate(DEFAULT_PATH + name, text);
                texts.put(name, text);
            }
        }
        return new ByteArrayInputStream(text);
    }

    @Override
    public Collection<String> getJobXmlNames(ClassLoader classLoader) {
        return texts.keySet();
    }

    @Override
    public @Nullable String resolveJobName(String jobXml, ClassLoader classLoader) {
        return null;
    }

    /** One text before all others. */
    private final class One implements JobXmlResolver {
        private final String file;
        private final byte[] xml;

        One(String file, byte[] xml) {
            this.file = file;
            this.xml = xml;
        }

        @Override
        public @Nullable InputStream resolveJobXml(String name, ClassLoader classLoader) throws IOException {
            return name.equals(file)
                    ? new ByteArrayInputStream(xml)
                    : JobXmlCatalog.this.resolveJobXml(name, classLoader);
        }

        @Override
        public Collection<String> getJobXmlNames(ClassLoader classLoader) {
            return JobXmlCatalog.this.getJobXmlNames(classLoader);
        }

        @Override
        public @Nullable String resolveJobName(String jobXml, ClassLoader classLoader) {
            return null;
        }
    }
}
