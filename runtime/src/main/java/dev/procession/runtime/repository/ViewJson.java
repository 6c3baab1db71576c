// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * The JSON form of the views: keys as the record components, times in ISO-8601 UTC, what is absent as null.
 *
 * <p>A reader takes no offence at keys that it does not know: a later version may have written them.
 */
public final class ViewJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantReader()))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ViewJson() {}

    /** An execution or a worker, or a list of them, in one line. */
    public static String write(Object view) {
        return write(MAPPER, view);
    }

    /** An execution or a worker, or a list of them, indented for people. */
    public static String print(Object view) {
        return write(MAPPER.copy().enable(SerializationFeature.INDENT_OUTPUT), view);
    }

    /**
     * Reads what {@link #write} or {@link #print} made of an execution.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static ExecutionView readExecution(String json) {
        return read(json, new TypeReference<>() {});
    }

    /**
     * Reads what {@link #write} or {@link #print} made of a list of executions.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static List<ExecutionView> readExecutions(String json) {
        return read(json, new TypeReference<>() {});
    }

    /**
     * Reads what {@link #write} or {@link #print} made of a list of workers.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static List<WorkerView> readWorkers(String json) {
        return read(json, new TypeReference<>() {});
    }

    private static String write(ObjectMapper mapper, Object view) {
        try {
            return mapper.writeValueAsString(view);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a view: " + view, e);
        }
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the JSON of a view: " + e.getMessage(), e);
        }
    }

    private static final class InstantReader extends StdDeserializer<Instant> {

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Instant.parse(parser.getText());
        }
    }
}
