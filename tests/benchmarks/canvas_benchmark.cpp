// SPDX-License-Identifier: GPL-3.0-or-later
// Frame times of the canvas at 1920 x 1080 without a display, and what it takes of the memory. Figures only:
//   sorby_benchmark_canvas [--side 30000] [--objects 10000] [--path FILE] [--frames FILE]
// The path is what a hand did; every frame's time goes to the file of --frames.
#include "core/annotation/classes.h"
#include "core/base/random.h"
#include "core/project/project.h"
#include "tests/support/temporary_folder.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/annotation_editor.h"
#include "widgets/support/qt_convert.h"
#include "widgets/tools/brush_tool.h"
#include "widgets/tools/select_tool.h"
#include "widgets/tools/vertex_tool.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QFile>
#include <QMouseEvent>
#include <QTextStream>
#include <QThread>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <numbers>

namespace sorby {
namespace {

constexpr double kFrameMs = 1000.0 / 60;

double residentMiB()
{
    std::ifstream file("/proc/self/statm");
    double total = 0;
    double resident = 0;
    file >> total >> resident;
    return resident * 4096 / (1024 * 1024);
}

struct Times {
    std::vector<double> ms;
    /// An event, and all that the GUI thread does until what has changed is painted.
    template <typename Event>
    void add(const Event& event)
    {
        QElapsedTimer timer;
        timer.start();
        event();
        QApplication::processEvents();
        ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    void print(const char* what)
    {
        if (ms.empty()) {
            return;
        }
        std::sort(ms.begin(), ms.end());
        const auto at = [this](double share) {
            return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))];
        };
        std::printf("%-34s %5zu  median %6.2f ms  95 %% %6.2f ms  max %6.2f ms\n", what, ms.size(), at(0.5),
                    at(0.95), at(1));
    }
};

/// An 8-bit BMP with grains and noise, written row by row.
void writeImage(const std::filesystem::path& path, int side)
{
    std::ofstream file(path, std::ios::binary);
    const auto put = [&file](auto value) {
        file.write(reinterpret_cast<const char*>(&value), sizeof(value));
    };
    const auto stride = static_cast<std::uint32_t>((side + 3) / 4 * 4);
    const std::uint32_t offset = 14 + 40 + 1024;
    file.write("BM", 2);
    put(static_cast<std::uint32_t>(offset + stride * static_cast<std::uint32_t>(side)));
    put(std::uint32_t{0});
    put(offset);
    put(std::uint32_t{40});
    put(std::int32_t{side});
    put(std::int32_t{side});
    put(std::uint16_t{1});
    put(std::uint16_t{8});
    for (int i = 0; i < 6; ++i) {
        put(std::uint32_t{i == 4 ? 256U : 0U});
    }
    for (std::uint32_t grey = 0; grey < 256; ++grey) {
        put(grey * 0x010101U);
    }
    std::vector<char> row(stride);
    std::uint32_t state = 1;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            state = state * 1664525U + 1013904223U;
            const int grain = ((x / 300) * 73 + (y / 260) * 151) % 90;
            row[static_cast<std::size_t>(x)] = static_cast<char>(60 + grain + static_cast<int>(state >> 27U));
        }
        file.write(row.data(), static_cast<std::streamsize>(row.size()));
    }
}

annotation::Annotations someObjects(int side, int count)
{
    Random random(1, "objects");
    annotation::Annotations annotations;
    const double reach = side / std::sqrt(static_cast<double>(count)) / 2;
    for (int i = 0; i < count; ++i) {
        annotation::Object object;
        const double x = random.uniform(0, side);
        const double y = random.uniform(0, side);
        for (int corner = 0; corner < 20; ++corner) {
            const double angle = corner * std::numbers::pi / 10;
            const double away = reach * random.uniform(0.7, 1);
            object.polygon.outer.push_back({x + away * std::cos(angle), y + away * std::sin(angle)});
        }
        annotations.objects.push_back(std::move(object));
    }
    return annotations;
}

project::ImageId addImage(project::Project& project, const std::filesystem::path& file, Size size)
{
    project::NewImage image;
    image.name = sorby::support::toUtf8(support::toQString(file.filename()));
    image.file = file;
    image.contentHash = "benchmark-" + image.name;
    image.size = size;
    return project.addImage(image).value();
}

class Bench {
  public:
    Bench(const std::filesystem::path& folder, const std::string& framesFile)
        : m_folder(folder),
          m_frames(framesFile),
          m_classes(annotation::parseClassNames("matrix, island").value()),
          m_project(project::Project::create(folder / "project", m_classes).value())
    {
        m_options.cacheFolder = folder / "cache";
        m_canvas.resize(1920, 1080);
        m_canvas.show();
        QApplication::processEvents();
        m_emptyMiB = residentMiB();
    }

    void panAndZoom(int side, int objects, const QString& pathFile)
    {
        const auto file = m_folder / "large.bmp";
        if (!std::filesystem::exists(file)) {
            writeImage(file, side);
        }
        const auto id = addImage(*m_project, file, {side, side});
        keep(id, someObjects(side, objects));
        QElapsedTimer timer;
        for (const char* how : {"tiles made", "tiles from the cache"}) {
            timer.start();
            m_content = document::loadImageContent(*m_project, id, {}, {m_options, {}, {}}).value();
            std::printf("%-34s %8.0f ms\n", how, static_cast<double>(timer.nsecsElapsed()) / 1e6);
        }
        for (const bool withReference : {false, true}) {
            canvas::Layers layers;
            layers.reference = withReference;
            m_canvas.setContent(nullptr, {});
            m_canvas.setLayers(layers);
            timer.start();
            m_canvas.setContent(m_content, m_classes);
            m_canvas.fit();
            m_canvas.repaint();
            std::printf("%s\n%-34s %8.2f ms\n", withReference ? "outlines and reference" : "outlines",
                        "first frame", static_cast<double>(timer.nsecsElapsed()) / 1e6);
            while (!m_canvas.isComplete()) {
                QApplication::processEvents();
            }
            std::printf("%-34s %8.2f ms\n", "all of it", static_cast<double>(timer.nsecsElapsed()) / 1e6);
            follow(pathFile);
        }
    }

    /// What a person does with the tools, each event until it is seen.
    void brush(int side)
    {
        Desk desk(m_canvas, m_classes);
        desk.show(document::makeImageContent({Raster<std::uint8_t>(side, side, 90)}, {}, true));
        desk.settings.edit([](tools::ToolOptions& options) { options.brush.diameterPx = 200; });
        tools::BrushTool tool(desk.context, tools::BrushTool::Kind::Brush, nullptr);
        m_canvas.setTool(&tool);
        for (const double zoom : {1.0, 0.1}) {
            m_canvas.setZoom(zoom);
            settle();
            Times strokes;
            stroke(strokes, 200);
            strokes.print(zoom == 1 ? "brush of radius 100 px at 100 %" : "brush of radius 100 px at 10 %");
            Times undone;
            for (int i = 0; i < 20; ++i) {
                undone.add([&] { i % 2 == 0 ? desk.editor.undo() : desk.editor.redo(); });
            }
            undone.print("undo and redo of the stroke");
        }
        m_canvas.setTool(nullptr);
    }

    void outlines(int side, int objects)
    {
        Desk desk(m_canvas, m_classes);
        auto annotations = someObjects(side, objects);
        for (auto& object : annotations.objects) {
            object.id = ++m_lastId;
        }
        const auto corner = annotations.objects.back().polygon.outer.front();
        desk.show(document::makeImageContent({Raster<std::uint8_t>(side, side, 90)}, annotations, true));
        m_canvas.setZoom(1);
        m_canvas.centreOn(corner);
        settle();
        desk.selection.set({annotations.objects.back().id});
        tools::VertexTool vertices(desk.context, nullptr);
        m_canvas.setTool(&vertices);
        const auto at = m_canvas.toWidget(corner);
        Times moved;
        drag(moved, at, 100);
        moved.print("moving a point of one outline");
        tools::SelectTool select(desk.context, nullptr);
        m_canvas.setTool(&select);
        Times hovered;
        for (int i = 0; i < 100; ++i) {
            hovered.add([&] { mouse(QEvent::MouseMove, {400.0 + 5 * i, 500}, Qt::NoButton, Qt::NoButton); });
        }
        hovered.print("the cursor over outlines");
        m_canvas.setTool(nullptr);
    }

    void nextImage()
    {
        std::vector<project::ImageId> ids;
        for (int i = 0; i < 20; ++i) {
            Raster<std::uint8_t> grey(1024, 768);
            Random random(static_cast<std::uint64_t>(i), "grey");
            for (auto& pixel : grey.pixels()) {
                pixel = static_cast<std::uint8_t>(random.below(256));
            }
            const auto file = m_folder / ("image" + std::to_string(i) + ".png");
            static_cast<void>(imaging::writePng(file, grey));
            ids.push_back(addImage(*m_project, file, {1024, 768}));
            keep(ids.back(), someObjects(768, 6));
        }
        canvas::Layers layers;
        layers.reference = true;
        m_canvas.setLayers(layers);
        Times times;
        for (const auto id : ids) {
            QElapsedTimer timer;
            timer.start();
            m_canvas.setContent(document::loadImageContent(*m_project, id, {}, {m_options, {}, {}}).value(),
                                m_classes);
            m_canvas.fit();
            m_canvas.repaint();
            times.ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        }
        times.print("next image of 1024 x 768");
    }

  private:
    /// A figure without the objects would be none.
    void keep(project::ImageId id, annotation::Annotations annotations)
    {
        for (auto& object : annotations.objects) {
            object.id = ++m_lastId; // each is of the project
        }
        if (const auto kept = m_project->setAnnotations(id, annotations); !kept) {
            std::fprintf(stderr, "%s\n", describe(kept.error()).c_str());
            std::exit(1);
        }
    }

    void settle()
    {
        do {
            QApplication::processEvents();
        } while (!m_canvas.isComplete());
    }

    /// The tools' part of the window.
    struct Desk {
        Desk(canvas::Canvas& theCanvas, const annotation::ClassList& classes)
            : canvas(theCanvas), context{editor, settings, selection, classes}
        {
            QObject::connect(&editor, &document::AnnotationEditor::changed, &canvas,
                             [this](const PixelRect& area, bool pixelsOnly) {
                                 canvas.annotationsChanged(editor.annotations(), area,
                                                           pixelsOnly ? canvas::AnnotationPart::Pixels
                                                                      : canvas::AnnotationPart::All);
                             });
        }
        void show(const std::shared_ptr<document::ImageContent>& content)
        {
            canvas::Layers layers;
            layers.reference = true;
            canvas.setLayers(layers);
            canvas.setContent(content, context.classes);
            editor.show(1, content->size(), content->annotations);
            context.content = content;
        }

        canvas::Canvas& canvas;
        document::ProjectDocument document;
        document::AnnotationEditor editor{document};
        tools::ToolSettings settings;
        tools::Selection selection;
        tools::ToolContext context;
    };

    void drag(Times& times, QPointF from, int events)
    {
        mouse(QEvent::MouseMove, from, Qt::NoButton, Qt::NoButton);
        mouse(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
        for (int i = 1; i <= events; ++i) {
            const QPointF at = from + QPointF(40 * std::sin(i / 8.0), 0.5 * i);
            times.add([&] { mouse(QEvent::MouseMove, at, Qt::NoButton, Qt::LeftButton); });
        }
        mouse(QEvent::MouseButtonRelease, from, Qt::LeftButton, Qt::NoButton);
    }

    void stroke(Times& times, int events)
    {
        const QPointF from(960 - 2.0 * events, 540);
        mouse(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
        for (int i = 1; i <= events; ++i) {
            const QPointF at = from + QPointF(4 * i, 100 * std::sin(i / 20.0));
            times.add([&] { mouse(QEvent::MouseMove, at, Qt::NoButton, Qt::LeftButton); });
        }
        mouse(QEvent::MouseButtonRelease, from, Qt::LeftButton, Qt::NoButton);
    }

    void mouse(QEvent::Type type, QPointF at, Qt::MouseButton button,
               Qt::MouseButtons held = Qt::MiddleButton)
    {
        QMouseEvent event(type, at, m_canvas.mapToGlobal(at), button, held, Qt::NoModifier);
        QApplication::sendEvent(&m_canvas, &event);
    }

    /// One row of the path is one frame of a 60th of a second; what the GUI thread has to do in it is its
    /// time: the event, what jobs have delivered, and painting.
    void follow(const QString& pathFile)
    {
        QFile file(pathFile);
        if (!file.open(QIODevice::ReadOnly)) {
            std::fprintf(stderr, "%s cannot be read\n", qPrintable(pathFile));
            return;
        }
        Times pan;
        Times zoom;
        Times rest;
        double resident = 0;
        QPointF hand;
        bool isDragging = false;
        for (QTextStream stream(&file); !stream.atEnd();) {
            const auto fields = stream.readLine().split(u',');
            if (fields.size() < 3 || fields[0].startsWith(u'#')) {
                continue;
            }
            QElapsedTimer timer;
            timer.start();
            const bool isPan = fields[0] == u"pan";
            if (isPan && !isDragging) {
                hand = {960, 540};
                mouse(QEvent::MouseButtonPress, hand, Qt::MiddleButton);
            } else if (!isPan && isDragging) {
                mouse(QEvent::MouseButtonRelease, hand, Qt::MiddleButton);
            }
            isDragging = isPan;
            if (isPan) {
                hand += QPointF(fields[1].toDouble(), fields[2].toDouble());
                mouse(QEvent::MouseMove, hand, Qt::NoButton);
            } else if (fields[0] == u"zoom") {
                const QPointF at(fields[1].toDouble(), fields[2].toDouble());
                QWheelEvent event(at, m_canvas.mapToGlobal(at), {}, {0, 120 * fields[3].toInt()},
                                  Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
                QApplication::sendEvent(&m_canvas, &event);
            }
            QApplication::processEvents();
            const double ms = static_cast<double>(timer.nsecsElapsed()) / 1e6;
            (isPan ? pan : fields[0] == u"zoom" ? zoom : rest).ms.push_back(ms);
            m_frames << fields[0].toStdString() << ',' << m_canvas.zoom() << ',' << ms << '\n';
            resident = std::max(resident, residentMiB());
            if (ms < kFrameMs) {
                QThread::usleep(static_cast<unsigned long>((kFrameMs - ms) * 1000));
            }
        }
        settle();
        pan.print("panning");
        zoom.print("zooming");
        rest.print("standing");
        std::printf("%-34s %8.0f MiB above the empty window\n", "resident memory", resident - m_emptyMiB);
    }

    std::filesystem::path m_folder;
    std::ofstream m_frames;
    annotation::ClassList m_classes;
    std::unique_ptr<project::Project> m_project;
    imaging::PyramidOptions m_options;
    std::shared_ptr<const document::ImageContent> m_content;
    canvas::Canvas m_canvas;
    double m_emptyMiB = 0;
    annotation::ObjectId m_lastId = 0;
};

} // namespace
} // namespace sorby

int main(int argc, char** argv)
{
    using namespace sorby;
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication application(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption side(QStringLiteral("side"), {}, QStringLiteral("px"), QStringLiteral("30000"));
    const QCommandLineOption objects(QStringLiteral("objects"), {}, QStringLiteral("n"),
                                     QStringLiteral("10000"));
    const QCommandLineOption path(QStringLiteral("path"), {}, QStringLiteral("file"),
                                  QStringLiteral(SORBY_BENCHMARK_FOLDER "/pan_zoom_path.csv"));
    const QCommandLineOption frames(QStringLiteral("frames"), {}, QStringLiteral("file"));
    parser.addOptions({side, objects, path, frames});
    parser.process(application);
    const test::TemporaryFolder folder;
    Bench bench(folder.path(), parser.value(frames).toStdString());
    bench.nextImage();
    bench.brush(8000);
    bench.outlines(8000, parser.value(objects).toInt());
    bench.panAndZoom(parser.value(side).toInt(), parser.value(objects).toInt(), parser.value(path));
    return 0;
}
