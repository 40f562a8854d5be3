// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/sample_order.h"

#include "core/base/random.h"
#include "core/learning/sample_check.h"
#include "core/learning/sample_resize.h"

#include <algorithm>
#include <numeric>

namespace sorby::learning {

SampleOrder::SampleOrder(const TrainOptions& options, const TrainingData& data)
    : m_options(options), m_data(data)
{
    if (options.patch) {
        m_perEpoch = data.patchesPerEpoch(*options.patch);
        m_largest = *options.patch;
        return;
    }
    m_perEpoch = data.imageCount(Part::Train);
    if (options.network.resize) {
        m_largest = *options.network.resize;
        return;
    }
    for (std::size_t i = 0; i < m_perEpoch; ++i) {
        const auto size = data.imageSize(Part::Train, i);
        m_largest = {std::max(m_largest.width, size.width), std::max(m_largest.height, size.height)};
    }
}

Result<Sample> SampleOrder::read(std::size_t index) const
{
    const std::size_t inEpoch = index % m_perEpoch;
    const std::size_t epoch = index / m_perEpoch + 1;
    Result<Sample> sample = Error{};
    std::string name;
    if (m_options.patch) {
        sample = m_data.patch(*m_options.patch, m_options.seed, epoch, inEpoch);
        name = "patch " + std::to_string(inEpoch);
    } else {
        const auto image = (*orderOf(epoch))[inEpoch];
        sample = m_data.image(Part::Train, image);
        name = m_data.imageName(Part::Train, image);
    }
    if (!sample) {
        return sample;
    }
    if (auto good = checkSample(*sample, m_data.classCount(), name); !good) {
        return good.error();
    }
    return m_options.network.resize ? resized(*sample, *m_options.network.resize) : std::move(sample);
}

SampleOrder::Order SampleOrder::orderOf(std::size_t epoch) const
{
    const std::lock_guard lock(m_mutex);
    if (m_epoch != epoch) {
        std::vector<std::size_t> order(m_perEpoch);
        std::iota(order.begin(), order.end(), std::size_t{0});
        Random(m_options.seed, "order", epoch).shuffle(order);
        m_order = std::make_shared<const std::vector<std::size_t>>(std::move(order));
        m_epoch = epoch;
    }
    return m_order;
}

} // namespace sorby::learning
