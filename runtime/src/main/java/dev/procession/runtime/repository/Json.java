// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/** Maps in columns, as JSON. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private static final TypeReference<List<Map<String, String>>> TEXTS_LIST = new TypeReference<>() {};

    private Json() {}

    static String write(Map<String, ?> map) {
        try {
            return MAPPER.writeValueAsString(map);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a map of simple values: " + map, e);
        }
    }

    static Map<String, Long> counts(String json) {
        return read(json, COUNTS);
    }

    static Map<String, String> texts(String json) {
        return read(json, TEXTS);
    }

    static String writeList(List<Map<String, String>> list) {
        try {
            return MAPPER.writeValueAsString(list);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a list of maps: " + list, e);
        }
    }

    static List<Map<String, String>> textsList(String json) {
        return read(json, TEXTS_LIST);
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not written by this program: " + json, e);
        }
    }
}
