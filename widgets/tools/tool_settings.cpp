// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/tool_settings.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sorby::tools {

void ToolSettings::setOptions(const ToolOptions& options)
{
    auto wanted = options;
    wanted.brush.diameterPx = std::clamp(wanted.brush.diameterPx, kSmallestBrushPx, kLargestBrushPx);
    if (wanted != m_options) {
        if (wanted.classId != m_options.classId) {
            m_otherClass = m_options.classId;
        }
        m_options = wanted;
        Q_EMIT changed();
    }
}

void ToolSettings::setClass(annotation::ClassId id)
{
    edit([id](ToolOptions& options) { options.classId = id; });
}

void ToolSettings::swapClass()
{
    setClass(m_otherClass);
}

void ToolSettings::growBrush(double steps)
{
    edit([steps](ToolOptions& options) {
        double diameter = options.brush.diameterPx;
        for (int i = 0; i < static_cast<int>(std::abs(steps)); ++i) {
            const double step = std::max(1.0, std::round(diameter * 0.1));
            diameter = steps > 0 ? diameter + step : diameter - step;
        }
        options.brush.diameterPx = diameter;
    });
}

} // namespace sorby::tools
