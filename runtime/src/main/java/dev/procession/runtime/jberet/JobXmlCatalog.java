// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jberet.job.model.Job;
import org.jberet.spi.JobXmlResolver;
import org.jspecify.annotations.Nullable;

/**
 * Finds Job XML by name: what was given as text first, then {@code META-INF/batch-jobs} of the class path (Jakarta Batch 2.1, section
 * 10.4). Remembers the text of each, so that the repository can keep it with the instance.
 */
final class JobXmlCatalog implements JobXmlResolver {

    private final Map<String, byte[]> texts = new ConcurrentHashMap<>();

    /**
     * Serves this text under {@code name} from now on.
     *
     * @throws jakarta.batch.operations.JobStartException if it is not a Job XML
     */
    void add(String name, byte[] xml) {
        JobXmlValidator.validate(name, xml);
        texts.put(fileName(name), xml);
    }

    /** The text that a job was read from, or null if it was made otherwise. */
    @Nullable
    String textOf(Job job) {
        byte[] text = texts.get(fileName(job.getJobXmlName() == null ? job.getId() : job.getJobXmlName()));
        return text == null ? null : new String(text, StandardCharsets.UTF_8);
    }

    private static String fileName(String name) {
        return name.endsWith(".xml") ? name : name + ".xml";
    }

    @Override
    public @Nullable InputStream resolveJobXml(String name, ClassLoader classLoader) throws IOException {
        byte[] given = texts.get(name);
        if (given == null) {
            try (InputStream found = classLoader.getResourceAsStream(DEFAULT_PATH + name)) {
                if (found == null) {
                    return null;
                }
                given = found.readAllBytes();
                JobXmlValidator.validate(DEFAULT_PATH + name, given);
                texts.put(name, given);
            }
        }
        return new ByteArrayInputStream(given);
    }

    @Override
    public Collection<String> getJobXmlNames(ClassLoader classLoader) {
        return texts.keySet();
    }

    @Override
    public @Nullable String resolveJobName(String jobXml, ClassLoader classLoader) {
        return null;
    }
}
