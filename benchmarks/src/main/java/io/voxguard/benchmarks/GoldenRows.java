package io.voxguard.benchmarks;

import io.voxguard.serving.model.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Inputs of a model's golden vectors. */
final class GoldenRows {
    private static final Pattern NUMBER = Pattern.compile("null|[-+0-9.eE]+");

    private GoldenRows() {}

    /** Returns a row per golden vector; null inputs have their default. */
    static List<float[]> read(Path folder, Model model) {
        try {
            List<float[]> rows = new ArrayList<>();
            for (String line : Files.readAllLines(folder.resolve("golden.jsonl"))) {
                rows.add(row(line, model));
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static float[] row(String line, Model model) {
        Matcher numbers = NUMBER.matcher(line.substring(line.indexOf('['), line.indexOf(']')));
        float[] row = new float[model.manifest().inputs().size()];
        for (int i = 0; i < row.length && numbers.find(); i++) {
            float missing = model.manifest().inputs().get(i).defaultValue();
            row[i] = numbers.group().equals("null") ? missing : Float.parseFloat(numbers.group());
        }
        return row;
    }
}
