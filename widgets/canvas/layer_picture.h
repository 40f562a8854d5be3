// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/overlay.h"
#include "widgets/document/image_content.h"
#include "widgets/support/image_pyramid.h"

#include <functional>
#include <memory>
#include <optional>

class QObject;

namespace sorby::canvas {

enum class LayerKind { Micrograph, Reference, Prediction, IouOverlay };

/// All that decides how a layer looks; two equal specifications give the same picture. The parts that a kind
/// does not depend on stay at their defaults.
struct LayerSpec {
    LayerKind kind = LayerKind::Micrograph;
    std::shared_ptr<const document::ImageContent> content;
    imaging::Window window;                          ///< micrograph
    annotation::ClassList classes;                   ///< reference and prediction
    std::optional<annotation::ClassId> overlayClass; ///< IoU overlay, with all below
    bool truePositive = true;
    bool falsePositive = true;
    bool falseNegative = true;
    imaging::OverlayPalette palette = imaging::kPublishedPalette;
    bool operator==(const LayerSpec&) const = default;
};

/// The layer's picture: opaque for the micrograph, transparent where nothing is said for the others. Empty
/// when the content has no such layer. For any thread.
[[nodiscard]] support::ImagePyramid makeLayer(const LayerSpec& spec);

/// Holds one layer's newest picture. Small images are made when they are asked for; large ones in a job, with
/// the old picture of the same content shown meanwhile. GUI thread.
class LayerPicture {
  public:
    /// Jobs belong to `owner`; `changed` is called when one has made another picture.
    LayerPicture(QObject* owner, std::function<void()> changed);

    /// Null while there is none for this content.
    [[nodiscard]] const support::ImagePyramid* get(const LayerSpec& wanted);
    /// Frees the memory; what a job is making is thrown away.
    void clear();

  private:
    void make(const LayerSpec& spec);

    QObject* m_owner;
    std::function<void()> m_changed;
    std::optional<LayerSpec> m_made;
    support::ImagePyramid m_picture;
    bool m_making = false;
    bool m_discards = false; ///< what is being made
};

} // namespace sorby::canvas
