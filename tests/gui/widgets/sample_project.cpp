// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/widgets/sample_project.h"

#include "core/imaging/micrograph.h"

#include <gtest/gtest.h>

namespace sorby::test {

void expectOk(const Status& status)
{
    EXPECT_TRUE(status) << (status ? "" : describe(status.error()));
}

SampleProject::SampleProject(std::string_view classNames)
{
    auto created = project::Project::create(folder(), annotation::parseClassNames(classNames).value());
    EXPECT_TRUE(created) << (created ? "" : describe(created.error()));
    m_store = std::move(created).value();
}

project::ImageId SampleProject::addImage(const std::string& name, Membership membership,
                                         const std::string& specimen)
{
    Raster<std::uint8_t> ramp(24, 16);
    for (int y = 0; y < ramp.height(); ++y) {
        for (int x = 0; x < ramp.width(); ++x) {
            ramp.at(x, y) = static_cast<std::uint8_t>(10 * x + y);
        }
    }
    project::NewImage image;
    image.name = name;
    image.file = m_folder / name;
    image.contentHash = name;
    image.size = ramp.size();
    image.specimen = specimen;
    expectOk(imaging::writePng(image.file, ramp));
    const auto id = m_store->addImage(image).value();
    expectOk(m_store->setMemberships({{id, membership}}));
    return id;
}

project::ImageId SampleProject::addBroken(const std::string& name, const std::string& reason)
{
    project::NewImage image;
    image.name = name;
    image.file = m_folder / name;
    image.broken = reason;
    return m_store->addImage(image).value();
}

void SampleProject::annotate(project::ImageId image, int objects)
{
    annotation::Annotations annotations;
    annotation::Object object;
    object.polygon.outer = {{4, 4}, {12, 4}, {12, 12}, {4, 12}};
    annotations.objects.assign(static_cast<std::size_t>(objects), object);
    const auto stored = m_store->setAnnotations(image, annotations);
    EXPECT_TRUE(stored) << (stored ? "" : describe(stored.error()));
}

std::string SampleProject::addRun(const std::string& name, const std::string& createdAt,
                                  project::RunState state, int epochs)
{
    project::RunRecord run;
    run.name = name;
    run.createdAt = createdAt;
    auto created = m_store->createRun(run).value();
    created.state = state;
    created.epochs = epochs;
    expectOk(m_store->updateRun(created));
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        project::EpochRecord record;
        record.epoch = epoch;
        expectOk(m_store->addEpoch(created.id, record));
    }
    return created.id;
}

void SampleProject::setScores(const std::string& run, const std::vector<project::ScoreRecord>& scores)
{
    expectOk(m_store->setScores(run, scores));
}

void SampleProject::openIn(document::ProjectDocument& document)
{
    m_store.reset(); // one writer at a time
    expectOk(document.open(folder()));
}

} // namespace sorby::test
