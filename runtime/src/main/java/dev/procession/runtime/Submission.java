// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.Envelope;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import dev.procession.runtime.jberet.BatchEngine;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A job for whichever coordinator takes it.
 *
 * <p><em>Delivery:</em> durable; run once, however often a submission of this id is sent.
 *
 * @param id chosen by who submits
 * @param job the name of the job
 * @param xml its Job XML, or null if the coordinator has it on its class path
 * @param parameters job parameters
 */
public record Submission(String id, String job, @Nullable String xml, Map<String, String> parameters) {

    private static final String KIND = "submission";
    private static final int VERSION = 1;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,80}");

    /**
     * Checks the id.
     *
     * @throws IllegalArgumentException if it is too long or holds other characters than letters, digits and {@code . _ : -}
     */
    public Submission {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "the id '" + id + "' of a submission must be 1 to 80 letters, digits and characters of ._:-");
        }
        parameters = Map.copyOf(parameters);
    }

    /**
     * Checks its Job XML, if it has one.
     *
     * @throws jakarta.batch.operations.JobStartException if that is not a Job XML, with line and column
     */
    public void check() {
        if (xml != null) {
            BatchEngine.check(job, xml.getBytes(StandardCharsets.UTF_8));
        }
    }

    Envelope toEnvelope() {
        byte[] body = new WireWriter()
                .string(id)
                .string(job)
                .optionalString(xml)
                .strings(parameters)
                .toBytes();
        return Envelope.durable(KIND, VERSION, body).duplicateId("submission:" + id);
    }

    static Submission from(Envelope envelope) {
        WireReader in = envelope.open(KIND, VERSION);
        return new Submission(in.string(), in.string(), in.optionalString(), in.strings());
    }
}
